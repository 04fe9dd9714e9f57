// Scanning a certificate: the camera or a picture fills in the text; where the phone stands goes with it. Works without any of it.
"use strict";
(() => {
  const form = document.querySelector("[data-scan]");
  if (!form) return;
  const part = (name) => form.querySelector(`[data-scan-${name}]`);
  const text = form.querySelector("#f-text");
  const video = part("video");
  const said = part("said");

  if (navigator.geolocation) {
    navigator.geolocation.getCurrentPosition((found) => {
      form.querySelector("[data-lat]").value = found.coords.latitude.toFixed(6);
      form.querySelector("[data-lng]").value = found.coords.longitude.toFixed(6);
    }, () => undefined, { enableHighAccuracy: true, timeout: 15000 });
  }

  const native = "BarcodeDetector" in window ? new window.BarcodeDetector({ formats: ["qr_code"] }) : null;
  if (!native && !window.jsQR) return;
  const canvas = document.createElement("canvas");

  async function read(source, width, height) {
    if (native) {
      const found = await native.detect(source).catch(() => []);
      if (found.length) return found[0].rawValue;
    }
    if (!window.jsQR || !width) return "";
    canvas.width = width;
    canvas.height = height;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(source, 0, 0, width, height);
    const found = window.jsQR(pen.getImageData(0, 0, width, height).data, width, height);
    return found ? found.data : "";
  }

  function take(code) {
    text.value = code;
    if (form.reportValidity()) form.requestSubmit();
  }

  if (navigator.mediaDevices && navigator.mediaDevices.getUserMedia) {
    part("start").hidden = false;
    part("start").addEventListener("click", async () => {
      let stream;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch {
        part("box").hidden = false;
        said.textContent = "打不开相机，请允许使用相机，或从照片识别、填写编号。";
        return;
      }
      part("box").hidden = false;
      part("start").hidden = true;
      said.textContent = "把二维码放进画面里。";
      video.srcObject = stream;
      await video.play();
      for (let code = ""; !code && stream.active;) {
        code = await read(video, video.videoWidth, video.videoHeight);
        if (code) {
          stream.getTracks().forEach((one) => one.stop());
          take(code);
        }
        await new Promise((next) => setTimeout(next, 150));
      }
    });
  }

  part("picture").hidden = false;
  part("picture").querySelector("input").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    const picture = await createImageBitmap(file).catch(() => null);
    const scale = picture ? Math.min(1, 1600 / Math.max(picture.width, picture.height)) : 0;
    const code = picture ? await read(picture, Math.round(picture.width * scale), Math.round(picture.height * scale)) : "";
    part("box").hidden = false;
    said.textContent = code ? "" : "这张照片里没有读出二维码，请靠近重拍，或填写编号。";
    if (code) take(code);
  });
})();
