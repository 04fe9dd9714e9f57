/* Photos from a building site: each sent by itself, tried again until the line holds, kept on the phone meanwhile.
   The pages work without this file; with it a broken line, a closed browser or a second press loses nothing. */
"use strict";
(function () {
  const KEEP_WHOLE = 5 * 1024 * 1024, MOST_EDGE = 2000, PAUSES = [2000, 5000, 15000, 30000], PATIENCE = 120000;
  const SENDABLE = ["image/jpeg", "image/png", "image/webp"];
  const here = location.pathname;
  const waiting = new Map();
  let busy = false;

  /* The tear-off strip's QR carries the code behind the "#", which no server sees. */
  const code = document.getElementById("f-code");
  const given = /^#c=(\d{6,12})$/.exec(location.hash);
  if (code && given) { code.value = given[1]; history.replaceState(null, "", here); document.getElementById("f-name").focus(); }
  const first = document.querySelector("[data-focus]");
  if (first) first.focus();

  /* ---- what is on the phone and not yet sent: IndexedDB, or memory where that is refused ---- */
  const store = (function () {
    const open = new Promise((done) => {
      let request;
      try { request = indexedDB.open("zhiben-link", 1); } catch (refused) { done(null); return; }
      request.onupgradeneeded = () => request.result.createObjectStore("photos", { keyPath: "id" });
      request.onsuccess = () => done(request.result);
      request.onerror = () => done(null);
    });
    const work = (mode, act) => open.then((db) => new Promise((done) => {
      if (!db) { done(undefined); return; }
      const request = act(db.transaction("photos", mode).objectStore("photos"));
      request.onsuccess = () => done(request.result);
      request.onerror = () => done(undefined);
    }));
    return {
      put: (photo) => work("readwrite", (photos) => photos.put(photo)),
      drop: (id) => work("readwrite", (photos) => photos.delete(id)),
      all: () => work("readonly", (photos) => photos.getAll()).then((found) => found || []),
    };
  })();

  /* ---- choosing ---- */
  for (const form of document.querySelectorAll("form[data-upload]")) {
    form.querySelector("[data-plain]").remove();
    form.querySelector("[data-pick]").hidden = false;
    for (const input of form.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", async () => {
        const camera = input.hasAttribute("data-camera");
        const files = [...input.files];
        input.value = "";
        for (const file of files) await take(form, file, camera);
        pump();
      });
    }
  }
  for (const form of document.querySelectorAll("form[data-remove]")) watchRemoval(form);

  async function take(form, file, camera) {
    const facts = await factsOf(file, camera);
    const code = form.querySelector("[data-shot-code]");
    const photo = { id: newId(), shot_code: code ? code.value : "", camera: camera ? "1" : "", to: form.getAttribute("action"), page: here, body: await lighten(file), name: file.name || "照片.jpg", ...facts };
    await store.put(photo);
    queue(form, photo);
  }
  function queue(form, photo) {
    waiting.set(photo.id, { photo, form, figure: figureOf(form, photo), tries: 0, state: "waiting" });
    tell();
  }
  function newId() {
    if (window.crypto.randomUUID) return crypto.randomUUID();
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /* ---- sending, one at a time ---- */
  function pump() {
    if (busy) return;
    const next = [...waiting.values()].find((entry) => entry.state === "waiting");
    if (!next) return;
    busy = true;
    send(next).then(() => { busy = false; pump(); });
  }
  function send(entry) {
    entry.state = "sending"; say(entry, "正在上传");
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      const data = new FormData();
      const { photo, form } = entry;
      data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
      data.append("upload_id", photo.id);
      data.append("device_at", new Date().toISOString());
      for (const field of ["taken_at", "lat", "lng", "shot_code", "camera"]) if (photo[field]) data.append(field, photo[field]);
      data.append("photo", photo.body, photo.name);
      request.open("POST", photo.to);
      request.timeout = PATIENCE;
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("Idempotency-Key", photo.id);
      request.upload.onprogress = (event) => { if (event.lengthComputable) entry.figure.querySelector("progress").value = event.loaded / event.total; };
      request.onload = () => { answered(entry, request); done(); };
      request.onerror = request.ontimeout = request.onabort = () => { interrupted(entry); done(); };
      request.send(data);
    });
  }
  function answered(entry, request) {
    let said = {};
    try { said = JSON.parse(request.responseText); } catch (broken) { /* an error page of something in between */ }
    if (request.status === 200 && said.id) { finish(entry, said); return; }
    if (request.status >= 500 || request.status === 408 || request.status === 0) { interrupted(entry); return; }
    if (request.status === 413 && !said.detail) said.detail = "照片太大，没有传上。";
    entry.state = "refused";
    store.drop(entry.photo.id);
    say(entry, said.detail || "没有传上，请刷新页面后再试。", true);
    button(entry, "移除", () => { waiting.delete(entry.photo.id); entry.figure.remove(); tell(); });
    tell();
  }
  function interrupted(entry) {
    entry.state = "failed";
    const pause = PAUSES[Math.min(entry.tries, PAUSES.length - 1)];
    entry.tries += 1;
    say(entry, "网络不好，没有传上，会自动再传", true);
    button(entry, "现在重传", () => again(entry));
    setTimeout(() => { if (entry.state === "failed") again(entry); }, pause);
    tell();
  }
  function again(entry) { if (entry.state !== "failed") return; entry.state = "waiting"; say(entry, "等待上传"); tell(); pump(); }
  window.addEventListener("online", () => { for (const entry of waiting.values()) again(entry); });

  function finish(entry, said) {
    waiting.delete(entry.photo.id);
    store.drop(entry.photo.id);
    const figure = entry.figure;
    const image = figure.querySelector("img") || new Image();
    const link = document.createElement("a");
    link.href = said.url; link.dataset.view = said.id;
    const small = document.createElement("img");
    small.src = said.thumb; small.alt = image.alt; small.width = 160; small.height = 120;
    link.append(small);
    const form = document.createElement("form");
    form.method = "post"; form.action = said.remove; form.setAttribute("data-remove", "");
    const token = entry.form.querySelector("[name=csrfmiddlewaretoken]").cloneNode();
    const remove = document.createElement("button");
    remove.className = "btn btn-sm"; remove.textContent = "删除";
    form.append(token, remove);
    URL.revokeObjectURL(image.src);
    figure.closest("[data-item]").classList.remove("zb-missing");
    figure.dataset.photo = said.id;
    figure.classList.add("zb-photo");
    figure.replaceChildren(link, form);
    watchRemoval(form);
    document.dispatchEvent(new Event("zb:photos"));
    tell();
  }
  function watchRemoval(form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const press = form.querySelector("button");
      press.disabled = true;
      fetch(form.getAttribute("action"), { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } }).then((answer) => {
        if (answer.ok || answer.status === 404) { form.closest("figure").remove(); document.dispatchEvent(new Event("zb:photos")); tell(); return; }
        throw new Error(String(answer.status));
      }).catch(() => { press.disabled = false; press.textContent = "没删掉，再试"; });
    });
  }

  /* ---- showing ---- */
  function figureOf(form, photo) {
    const figure = document.createElement("figure");
    const image = document.createElement("img");
    image.src = URL.createObjectURL(photo.body); image.alt = "等待上传的照片";
    image.onerror = () => image.remove();
    const bar = document.createElement("progress");
    bar.max = 1; bar.value = 0;
    const caption = document.createElement("figcaption");
    caption.setAttribute("role", "status");
    figure.append(image, bar, caption);
    form.closest("[data-item]").querySelector("[data-photos]").append(figure);
    caption.textContent = "等待上传";
    return figure;
  }
  function say(entry, words, stopped) {
    entry.figure.querySelector("figcaption").textContent = words;
    entry.figure.querySelector("progress").hidden = Boolean(stopped);
    const old = entry.figure.querySelector("button");
    if (old) old.remove();
  }
  function button(entry, words, act) {
    const press = document.createElement("button");
    press.type = "button"; press.className = "btn btn-sm"; press.textContent = words;
    press.addEventListener("click", act);
    entry.figure.append(press);
  }
  function unsent() { return [...waiting.values()].filter((entry) => entry.state !== "refused").length; }
  function tell() {
    const banner = document.querySelector("[data-unsent]");
    const count = unsent();
    if (banner) {
      banner.hidden = count === 0;
      banner.textContent = count ? `还有 ${count} 张照片没有传完，请不要关闭页面。${navigator.onLine ? "" : "现在没有网络，恢复后自动续传。"}` : "";
    }
    const line = document.querySelector("[data-progress]");
    if (!line) return;
    const lacking = [...document.querySelectorAll("[data-item]")].filter((item) => !item.querySelector("[data-photo]"));
    line.replaceChildren();
    if (!lacking.length) { line.textContent = count ? `等 ${count} 张照片传完就可以提交。` : `${line.dataset.total} 条都有照片了，可以提交。`; return; }
    line.append(`还差 ${lacking.length} 条没有照片：`);
    lacking.forEach((item, number) => {
      const link = document.createElement("a");
      link.href = `#${item.id}`; link.textContent = `第 ${item.dataset.item} 条`;
      if (number) line.append("、");
      line.append(link);
    });
  }
  const reply = document.querySelector("form[data-reply]");
  if (reply) reply.addEventListener("submit", (event) => {
    const count = unsent();
    if (count) {
      event.preventDefault();
      tell();
      const banner = document.querySelector("[data-unsent]");
      banner.textContent = `还有 ${count} 张照片没有传完，传完再提交。`;
      banner.scrollIntoView({ block: "start" });
      return;
    }
    if (reply.dataset.sent) { event.preventDefault(); return; }
    reply.dataset.sent = "1";
    setTimeout(() => { delete reply.dataset.sent; }, 8000);
    forgetNotes();
  });
  window.addEventListener("beforeunload", (event) => { if (unsent()) { event.preventDefault(); event.returnValue = ""; } });

  /* ---- words typed but not sent survive a reload ---- */
  const typed = () => [...document.querySelectorAll("textarea[name=text], textarea[name^=note-]")];
  for (const area of typed()) {
    const key = `zb:${here}:${area.name}`;
    try {
      const kept = localStorage.getItem(key);
      if (kept !== null && kept !== area.value) { area.value = kept; const box = area.closest("details"); if (box) box.open = true; }
      area.addEventListener("input", () => localStorage.setItem(key, area.value));
    } catch (refused) { /* private browsing */ }
  }
  function forgetNotes() { for (const area of typed()) try { localStorage.removeItem(`zb:${here}:${area.name}`); } catch (refused) { /* nothing was kept */ } }

  /* ---- a lighter picture: only when the original is too large or in a format that cannot be sent ---- */
  async function lighten(file) {
    if (SENDABLE.includes(file.type) && file.size <= KEEP_WHOLE) return file;
    try {
      const picture = await load(file);
      const scale = Math.min(1, MOST_EDGE / Math.max(picture.naturalWidth, picture.naturalHeight));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.naturalWidth * scale); canvas.height = Math.round(picture.naturalHeight * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(picture.src);
      const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      return small || file;
    } catch (unreadable) { return file; }
  }
  function load(file) {
    return new Promise((done, failed) => {
      const picture = new Image();
      picture.onload = () => done(picture); picture.onerror = failed;
      picture.src = URL.createObjectURL(file);
    });
  }

  /* ---- when and where: from the photo itself; a picture just taken was taken now ---- */
  async function factsOf(file, camera) {
    const facts = {};
    try { Object.assign(facts, readExif(new DataView(await file.slice(0, 131072).arrayBuffer()))); } catch (none) { /* no such data */ }
    if (!facts.taken_at && camera) facts.taken_at = new Date().toISOString();
    return facts;
  }
  function readExif(view) {
    if (view.getUint16(0) !== 0xffd8) return {};
    let at = 2;
    while (at + 4 < view.byteLength) {
      const marker = view.getUint16(at), size = view.getUint16(at + 2);
      if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return readTiff(view, at + 10);
      if ((marker & 0xff00) !== 0xff00 || marker === 0xffda) return {};
      at += 2 + size;
    }
    return {};
  }
  function readTiff(view, base) {
    const little = view.getUint16(base) === 0x4949;
    const short = (at) => view.getUint16(base + at, little), long = (at) => view.getUint32(base + at, little);
    const entries = (at) => {
      const found = {};
      for (let i = 0; i < short(at); i += 1) found[short(at + 2 + 12 * i)] = at + 2 + 12 * i;
      return found;
    };
    const text = (entry) => {
      const size = long(entry + 4), from = size > 4 ? long(entry + 8) : entry + 8;
      let out = "";
      for (let i = 0; i < size - 1; i += 1) out += String.fromCharCode(view.getUint8(base + from + i));
      return out;
    };
    const angle = (entry, sign) => {
      const from = long(entry + 8);
      const part = (i) => long(from + 8 * i) / long(from + 8 * i + 4);
      return (sign * (part(0) + part(1) / 60 + part(2) / 3600)).toFixed(6);
    };
    const facts = {}, main = entries(long(4));
    if (main[0x8769]) {
      const more = entries(long(main[0x8769] + 8));
      const said = more[0x9003] && /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(text(more[0x9003]));
      const zone = more[0x9011] ? text(more[0x9011]) : "+08:00";
      if (said) facts.taken_at = `${said[1]}-${said[2]}-${said[3]}T${said[4]}${/^[+-]\d\d:\d\d$/.test(zone) ? zone : "+08:00"}`;
    }
    if (main[0x8825]) {
      const place = entries(long(main[0x8825] + 8));
      if (place[2] && place[4]) {
        const lat = angle(place[2], place[1] && text(place[1]) === "S" ? -1 : 1), lng = angle(place[4], place[3] && text(place[3]) === "W" ? -1 : 1);
        if (Number.isFinite(+lat) && Number.isFinite(+lng)) { facts.lat = lat; facts.lng = lng; }
      }
    }
    return facts;
  }

  /* ---- what an earlier visit could not send goes on now ---- */
  store.all().then((photos) => {
    for (const photo of photos) {
      if (photo.page !== here) continue;
      const form = [...document.querySelectorAll("form[data-upload]")].find((one) => one.getAttribute("action") === photo.to);
      if (form) queue(form, photo); else store.drop(photo.id);
    }
    pump();
  });
  tell();
})();
