// The page that checks a certificate: by camera, by picture, by text; with a network and without.
import { looksLikeCode } from "./code.js";
import { age, askPlatform, judge, refresh } from "./trust.js";
import { readFrames, readPicture } from "./reading.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const [verdict, lists, camera, video, text] = ["verdict", "lists", "camera", "video", "text"].map(find);
const SOON = 800;
let stop = null;
let turns = 0;

async function check(found) {
  const code = found.replace(/[\r\n]+/g, "");
  if (!looksLikeCode(code)) return show(other(code));
  const turn = (turns += 1);
  show({ accepted: null, title: "正在核验", reason: "", facts: [] });
  const asked = navigator.onLine ? askPlatform(code) : null;
  const soon = asked && (await Promise.race([asked, new Promise((done) => setTimeout(done, SOON))]));
  if (soon) return show(soon);
  show(await judge(code));
  const late = await asked;
  if (late && turn === turns) show(late);
  return undefined;
}

// Not a certificate's code: a paper of this platform is a link to follow; anything else proves nothing.
function other(found) {
  let address = null;
  try {
    address = new URL(found);
  } catch {
    // Not an address at all.
  }
  const ours = address && address.host === location.host && address.pathname.startsWith("/n/");
  if (ours) return { accepted: null, title: "这是文书的二维码", reason: "请打开文书页面核对。", facts: [], link: address.pathname };
  const where = address ? `它指向 ${address.host || address.protocol}，不是本平台。请不要在那个网站上核验证书。` : "";
  return { accepted: false, title: "不可信", reason: `这不是本平台的证书二维码。${where}`, facts: [] };
}

function show(word) {
  const box = document.createElement("div");
  box.className = `zb-check zb-check-${{ true: "good", false: "bad" }[word.accepted] || "wait"}`;
  box.dataset.word = word.accepted === null ? "wait" : word.accepted ? "good" : "bad";
  box.append(part("b", `${{ true: "✓ ", false: "✕ " }[word.accepted] || ""}${word.title}`));
  if (word.reason) box.append(part("p", word.reason));
  if (word.accepted !== null) box.append(part("p", word.live ? `联网核验，${clock()}` : `离线核验，${clock()}，${aged()}`, "zb-check-when"));
  if (word.link) box.append(linkTo(word.link));
  verdict.replaceChildren(box, ...(word.facts.length ? [facts(word.facts)] : []));
  verdict.hidden = false;
  verdict.focus();
}

function part(name, content, kind = "") {
  const made = document.createElement(name);
  made.textContent = content;
  if (kind) made.className = kind;
  return made;
}

function linkTo(path) {
  const made = part("a", "打开文书", "btn btn-primary");
  made.href = path;
  return made;
}

function facts(rows) {
  const list = part("dl", "", "zb-face card card-body");
  for (const [label, value] of rows) {
    const row = document.createElement("div");
    row.append(part("dt", label), part("dd", value));
    list.append(row);
  }
  return list;
}

// In China's time whatever the phone is set to, and written as everywhere else on the platform.
const clock = () => new Date().toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" });

function aged() {
  const since = age();
  if (since === null) return "没有吊销名单";
  const [amount, unit] = since < 60 ? [0, ""] : since < 3600 ? [since / 60, "分钟"] : since < 86400 ? [since / 3600, "小时"] : [since / 86400, "天"];
  return unit ? `吊销名单是 ${Math.floor(amount)} ${unit}前的` : "吊销名单是刚取得的";
}

async function brush() {
  const fresh = navigator.onLine ? await refresh() : false;
  const network = fresh ? "" : navigator.onLine ? "" : "现在没有网络。";
  lists.textContent = `${network}${age() === null ? "还没有取得吊销名单，离线时不能核验。" : `离线也能核验；${aged()}。`}`;
  lists.dataset.ready = age() === null ? "no" : "yes";
}

async function openCamera() {
  camera.hidden = true;
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } });
  } catch {
    camera.hidden = false;
    return show({ accepted: null, title: "打不开相机", reason: "请允许使用相机，或者改用拍好的照片、粘贴文字。", facts: [] });
  }
  video.hidden = false;
  await video.play();
  stop = readFrames(video, (found) => {
    closeCamera();
    check(found);
  });
  return undefined;
}

function closeCamera() {
  if (stop) stop();
  stop = null;
  for (const track of video.srcObject?.getTracks() || []) track.stop();
  video.srcObject = null;
  video.hidden = true;
  camera.hidden = false;
}

async function openPicture(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  const found = await readPicture(file);
  if (found) await check(found);
  else show({ accepted: false, title: "没有读出二维码", reason: "请拍清楚、拍完整，二维码占画面一半以上。", facts: [] });
}

function start() {
  const genuine = document.body.querySelector("[data-host]").dataset.host;
  if (genuine !== location.host) find("stranger").hidden = false;
  camera.addEventListener("click", openCamera);
  find("picture").addEventListener("change", openPicture);
  find("form").addEventListener("submit", (event) => {
    event.preventDefault();
    check(text.value);
  });
  if (!navigator.mediaDevices?.getUserMedia) camera.hidden = true;
  document.addEventListener("visibilitychange", () => (document.hidden ? closeCamera() : brush()));
  window.addEventListener("online", brush);
  window.addEventListener("offline", brush);
  setInterval(() => document.hidden || brush(), 60_000);
  if (navigator.serviceWorker) navigator.serviceWorker.register("/verify/sw.js", { scope: "/verify/" }).catch(() => undefined);
  brush();
}

start();
