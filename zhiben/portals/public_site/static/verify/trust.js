// What this device trusts: the published keys, and the lists of what is suspended or ended, with their age.
import { NotProved, readCode } from "./code.js";

const STORE = "zhiben-verify";
const PATIENCE = 2000;
const CLOCK_SLACK = 300;
const REASONS = {
  form: "这不是本平台的证书二维码，或者内容残缺、被改动过。",
  key: "签发这个二维码的密钥不是本平台公布的密钥。",
  withdrawn: "签发这个二维码的密钥已经撤销，它签过的码一律不再可信。真证照已经换了新码，请持证人出示新的。",
  signature: "签名不对：内容被改动过，或者是伪造的。",
  host: "这个二维码写的签发平台不是本平台。",
};

let kept = read();

function read() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) || {};
  } catch {
    return {};
  }
}

function keep() {
  try {
    localStorage.setItem(STORE, JSON.stringify(kept));
  } catch {
    // A full or forbidden store: the lists live as long as the page.
  }
}

const seconds = () => Math.floor(Date.now() / 1000);
const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const textOf = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

export const kindLabel = (kind) => kept.keys?.kinds?.[kind] || "证书";

// Seconds since this device last heard that its lists are the newest; null when it never has.
export const age = () => (kept.confirmed ? Math.max(0, seconds() - kept.confirmed) : null);

// Fetches keys and lists. True when all of them are as new as the platform has them.
export async function refresh() {
  if (!window.isSecureContext) return false;
  try {
    const keys = await (await get("/verify/keys")).json();
    const lists = {};
    for (let number = 1; number <= keys.lists; number += 1) {
      const jws = await (await get(`/verify/status/${number}`)).text();
      await statusesOf(jws, keys, number);
      lists[number] = jws;
    }
    kept = { keys, lists, confirmed: seconds() };
    keep();
    return true;
  } catch {
    return false;
  }
}

async function get(address) {
  const answer = await fetch(address, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE * 4) });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

// The platform's own word, in time, or null.
export async function askPlatform(text) {
  try {
    const answer = await fetch("/verify/check", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code: text }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    return answer.ok ? { ...(await answer.json()), live: true } : null;
  } catch {
    return null;
  }
}

// What can be said without a network. Whatever is not proved is not accepted.
export async function judge(text) {
  if (!window.isSecureContext) return bad("这个网址没有加密，手机不能离线核验。请联网，或用 https 打开。", "无法核验");
  if (!kept.keys) return bad("这台设备还没有取得本平台的公钥。请先联网打开一次本页。", "无法核验");
  try {
    const code = readCode(text);
    await prove(code);
    return await standing(code.claims);
  } catch (problem) {
    if (problem instanceof NotProved) return bad(REASONS[problem.reason]);
    throw problem;
  }
}

const bad = (reason, title = "不可信") => ({ accepted: false, title, reason, facts: [], live: false });

async function prove(code) {
  const kid = textOf(code.keyId);
  if ((kept.keys.withdrawn || []).includes(kid)) throw new NotProved("withdrawn");
  const key = kept.keys.keys.find((one) => one.kid === kid);
  if (!key || code.algorithm !== -8) throw new NotProved("key");
  if (!(await accepts(key, code.signature, code.signed))) throw new NotProved("signature");
  if (code.claims.host !== kept.keys.host) throw new NotProved("host");
}

async function standing(claims) {
  const now = seconds();
  const told = (accepted, title, reason = "") => ({ accepted, title, reason, facts: factsOf(claims), live: false });
  if (now < kept.confirmed - CLOCK_SLACK) return told(false, "无法核验", "手机的时间不对，不能判断有效期。请校准时间后再扫。");
  if (now - kept.confirmed > kept.keys.stale_after) {
    return told(false, "无法核验", "这台设备的吊销名单太旧了。签名是真的，但不知道证书是否已被暂扣或吊销，请联网后再扫。");
  }
  const jws = kept.lists[claims.list];
  if (!jws) return told(false, "无法核验", "这台设备没有这张证书所在的吊销名单，请联网后再扫。");
  const found = (await statusesOf(jws, kept.keys, claims.list))(claims.index);
  if (found) return told(false, ...kept.keys.statuses[found]);
  if (claims.until !== undefined && now >= claims.until) return told(false, "已过期", "证书的有效期已过。");
  if (claims.from !== undefined && now < claims.from) return told(false, "未到有效期", "证书的有效期还没有开始。");
  return told(true, "有效");
}

function factsOf(claims) {
  const to = claims.validTo || "长期";
  return [
    ["持证主体", claims.holder], ["证书", kindLabel(claims.kind)], ["类别", claims.grade], ["证书编号", claims.number],
    ["单位", claims.employer], ["有效期", claims.validFrom ? `${claims.validFrom} 至 ${to}` : `至 ${to}`], ["发证机关", claims.issuer],
  ].filter(([, value]) => value);
}

// Two bits an entry, the first entry in the highest bits; returns a function from index to number.
async function statusesOf(jws, keys, number) {
  const [head, payload, signature] = jws.split(".");
  const header = JSON.parse(new TextDecoder().decode(bytesOf(head)));
  const key = keys.keys.find((one) => one.kid === header.kid);
  const signed = new TextEncoder().encode(`${head}.${payload}`);
  if (!key || header.alg !== key.alg || !(await accepts(key, bytesOf(signature), signed))) throw new NotProved("signature");
  const said = JSON.parse(new TextDecoder().decode(bytesOf(payload)));
  if (!said.id.endsWith(`/verify/status/${number}`) || seconds() > Date.parse(said.validUntil) / 1000) throw new NotProved("key");
  const bits = await unzip(bytesOf(said.credentialSubject.encodedList.slice(1)));
  return (index) => {
    if (!Number.isInteger(index) || index < 0 || index >= bits.length * 4) throw new NotProved("form");
    return (bits[index >> 2] >> (6 - 2 * (index & 3))) & 3;
  };
}

async function unzip(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function accepts(key, signature, data) {
  const raw = bytesOf(key.x);
  let imported = null;
  try {
    imported = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    // Browsers before 2025 have no Ed25519 of their own.
    const { verifyAsync } = await import("/static/vendor/noble-ed25519.js");
    return verifyAsync(signature, data, raw, { zip215: false });
  }
  return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, data);
}
