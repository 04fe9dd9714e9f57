/* Photos open on the page; before and after lie over each other under a handle. Without this file a photo opens by
   itself and the two sets stand side by side. */
"use strict";
(function () {
  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const button = (words, label, act) => {
    const made = element("button", { type: "button", "aria-label": label, class: "zb-viewer-button" }, words);
    made.addEventListener("click", act);
    return made;
  };

  /* ---- the viewer ---- */
  let dialog = null, image, words, facts, original, links = [], here = 0, zoom = 1, dx = 0, dy = 0;
  function build() {
    image = element("img", { class: "zb-viewer-image", alt: "" });
    words = element("p", { class: "zb-viewer-words", role: "status" });
    facts = element("dl", { class: "zb-viewer-facts" });
    original = element("a", { class: "btn", href: "#" }, "下载原件");
    const stage = element("div", { class: "zb-viewer-stage" }, image);
    const bar = element("div", { class: "zb-viewer-bar" },
      button("‹", "上一张", () => step(-1)), button("›", "下一张", () => step(1)), words,
      button("－", "缩小", () => scale(1 / 1.5)), button("＋", "放大", () => scale(1.5)), button("×", "关闭", () => dialog.close()));
    const side = element("div", { class: "zb-viewer-side" }, facts, element("p", {}, original));
    dialog = element("dialog", { class: "zb-viewer", "aria-label": "查看照片" }, bar, stage, side);
    document.body.append(dialog);
    dialog.addEventListener("keydown", press);
    stage.addEventListener("wheel", (event) => { event.preventDefault(); scale(event.deltaY < 0 ? 1.2 : 1 / 1.2); }, { passive: false });
    image.addEventListener("dblclick", () => (zoom > 1 ? rest() : scale(2.5)));
    watchFingers(stage);
  }
  function open(link) {
    if (!dialog) build();
    links = [...document.querySelectorAll("a[data-view]")];
    here = links.indexOf(link);
    if (!dialog.open) dialog.showModal();
    show();
  }
  function show() {
    const link = links[here], picture = link.querySelector("img");
    image.src = link.href;
    image.alt = picture ? picture.alt : "";
    words.textContent = `${image.alt}（${here + 1} / ${links.length}）`;
    const known = document.querySelector(`[data-facts="${CSS.escape(link.dataset.view)}"]`);
    facts.replaceChildren(...(known ? [...known.children].map((one) => one.cloneNode(true)) : []));
    original.hidden = !known;
    if (known) original.href = known.dataset.original;
    rest();
  }
  function step(by) { here = (here + by + links.length) % links.length; show(); }
  function rest() { zoom = 1; dx = 0; dy = 0; place(); }
  function scale(by) { zoom = Math.min(8, Math.max(1, zoom * by)); if (zoom === 1) { dx = 0; dy = 0; } place(); }
  function place() { image.style.transform = `translate(${dx}px, ${dy}px) scale(${zoom})`; }
  function press(event) {
    const act = { ArrowLeft: () => step(-1), ArrowRight: () => step(1), "+": () => scale(1.5), "=": () => scale(1.5), "-": () => scale(1 / 1.5) }[event.key];
    if (act) { event.preventDefault(); act(); }
  }
  /* One finger or the mouse: a swipe turns the page, or moves an enlarged picture. Two fingers: larger and smaller. */
  function watchFingers(stage) {
    const fingers = new Map();
    let start = null, gap = 0;
    const apart = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a.x - b.x, a.y - b.y); };
    stage.addEventListener("pointerdown", (event) => {
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      stage.setPointerCapture(event.pointerId);
      start = fingers.size === 1 ? { x: event.clientX, y: event.clientY, dx, dy } : null;
      if (fingers.size === 2) gap = apart();
    });
    stage.addEventListener("pointermove", (event) => {
      if (!fingers.has(event.pointerId)) return;
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (fingers.size === 2) { const now = apart(); if (gap) scale(now / gap); gap = now; return; }
      if (start && zoom > 1) { dx = start.dx + event.clientX - start.x; dy = start.dy + event.clientY - start.y; place(); }
    });
    const lift = (event) => {
      fingers.delete(event.pointerId);
      if (start && zoom === 1 && event.type === "pointerup") {
        const across = event.clientX - start.x, down = event.clientY - start.y;
        if (Math.abs(across) > 40 && Math.abs(across) > Math.abs(down)) step(across > 0 ? -1 : 1);
      }
      start = null;
    };
    stage.addEventListener("pointerup", lift);
    stage.addEventListener("pointercancel", lift);
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-view]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(link);
  });

  /* ---- before and after under one handle ---- */
  function compare(box) {
    const old = box.querySelector(":scope > .zb-slider");
    const sides = ["before", "after"].map((side) => [...box.querySelectorAll(`[data-side="${side}"] a[data-view]`)]);
    if (sides.some((found) => !found.length)) { if (old) old.remove(); return; }
    const names = ["before", "after"].map((side) => box.querySelector(`[data-side="${side}"]`).dataset.heading);
    const pictures = names.map((name) => element("img", { class: "zb-slider-image", alt: "", loading: "lazy" }));
    const handle = element("input", { type: "range", min: "0", max: "100", value: "50", class: "zb-slider-range", "aria-label": `拖动比较${names[0]}和${names[1]}` });
    const line = element("span", { class: "zb-slider-line", "aria-hidden": "true" });
    const frame = element("div", { class: "zb-slider-frame" }, ...pictures, line,
      element("span", { class: "zb-slider-name", "aria-hidden": "true" }, names[0]),
      element("span", { class: "zb-slider-name zb-slider-right", "aria-hidden": "true" }, names[1]), handle);
    const cut = () => { pictures[1].style.clipPath = `inset(0 0 0 ${handle.value}%)`; line.style.left = `${handle.value}%`; };
    const put = (side, number) => {
      const link = sides[side][number];
      pictures[side].src = box.dataset.compare === "light" ? link.querySelector("img").src : link.href;
      pictures[side].alt = link.querySelector("img").alt;
    };
    handle.addEventListener("input", cut);
    const slider = element("div", { class: "zb-slider" }, frame);
    const choices = element("div", { class: "zb-slider-choices" });
    names.forEach((name, side) => {
      put(side, sides[side].length - 1);
      if (sides[side].length < 2) return;
      const pick = element("select", { class: "form-select", "aria-label": `选${name}照片` },
        ...sides[side].map((_, number) => element("option", { value: String(number) }, `${name}第 ${number + 1} 张`)));
      pick.value = String(sides[side].length - 1);
      pick.addEventListener("change", () => put(side, Number(pick.value)));
      choices.append(pick);
    });
    if (choices.children.length) slider.append(choices);
    cut();
    if (old) old.replaceWith(slider); else box.prepend(slider);
  }
  function compareAll() { for (const box of document.querySelectorAll("[data-compare]")) compare(box); }
  document.addEventListener("zb:photos", compareAll);
  compareAll();
})();
