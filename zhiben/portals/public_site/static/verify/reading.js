// Finds a QR code in a picture: by the browser's own reader where there is one, else by the one we bring.
const SIDES = [1600, 1000, 640];
const PAUSE = 150;

async function reader() {
  if ("BarcodeDetector" in window && (await window.BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    return async (canvas) => (await detector.detect(canvas))[0]?.rawValue || "";
  }
  return carried();
}

async function carried() {
  await import("/static/vendor/jsqr.js");
  return async (canvas) => {
    const { data, width, height } = canvas.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, canvas.width, canvas.height);
    return window.jsQR(data, width, height)?.data || "";
  };
}

function drawn(source, width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// The text of the code in a file, or nothing.
export async function readPicture(file) {
  let picture = null;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return "";
  }
  for (const read of [await reader(), await carried()]) {
    for (const side of SIDES) {
      const found = await read(drawn(picture, picture.width, picture.height, side)).catch(() => "");
      if (found) return found;
    }
  }
  return "";
}

// Looks at a running video until a code is found or the returned function is called.
export function readFrames(video, tell) {
  let going = true;
  const look = async (read) => {
    while (going) {
      if (video.videoWidth) {
        const found = await read(drawn(video, video.videoWidth, video.videoHeight, 900)).catch(() => "");
        if (found && going) {
          going = false;
          tell(found);
        }
      }
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  };
  reader().then(look);
  return () => {
    going = false;
  };
}
