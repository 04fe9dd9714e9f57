// Reads a signed code: base45, one stored deflate block, CBOR, COSE_Sign1. Strict: one code has one spelling.
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const PREFIX = "ZB1:";
const LONGEST = 4296;
const PRIVATE = -65537;

export class NotProved extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

const refuse = (reason) => {
  throw new NotProved(reason);
};

export const looksLikeCode = (text) => text.startsWith(PREFIX);

// The parts of a code, unproved: {algorithm, keyId, payload, signature, signed, claims}.
export function readCode(text) {
  if (!looksLikeCode(text) || text.length > LONGEST) refuse("form");
  const message = decode(unpack(base45(text.slice(PREFIX.length))));
  if (!(message instanceof Tagged) || message.number !== 18 || !Array.isArray(message.value)) refuse("form");
  const [head, open, payload, signature, ...rest] = message.value;
  const whole = [head, payload, signature].every((one) => one instanceof Uint8Array);
  if (rest.length || !whole || !(open instanceof Map) || open.size) refuse("form");
  const header = mapOf(head);
  const keyId = header.get(4);
  if (header.size !== 2 || !header.has(1) || !(keyId instanceof Uint8Array)) refuse("form");
  return { algorithm: header.get(1), keyId, payload, signature, signed: signedBytes(head, payload), claims: claimsOf(payload) };
}

function claimsOf(payload) {
  const found = mapOf(payload);
  const own = found.get(PRIVATE);
  if (!(own instanceof Map)) refuse("form");
  return {
    host: found.get(1), until: found.get(4), from: found.get(5), signedAt: found.get(6), list: own.get(1), index: own.get(2),
    kind: own.get(3), grade: own.get(4), number: own.get(5), holder: own.get(6), employer: own.get(7), issuer: own.get(8),
    validFrom: own.get(9), validTo: own.get(10),
  };
}

function mapOf(bytes) {
  const found = decode(bytes);
  return found instanceof Map ? found : refuse("form");
}

function base45(text) {
  const found = [];
  for (let at = 0; at < text.length; at += 3) {
    const group = [...text.slice(at, at + 3)].map((character) => ALPHABET.indexOf(character));
    const size = group.length - 1;
    const number = group.reduce((sum, digit, place) => sum + digit * 45 ** place, 0);
    if (group.includes(-1) || size < 1 || number >= 256 ** size) refuse("form");
    if (size === 2) found.push(number >> 8);
    found.push(number & 255);
  }
  return Uint8Array.from(found);
}

// One stored block in the ZLIB format and nothing around it.
function unpack(bytes) {
  const size = bytes.length - 11;
  if (size < 1 || bytes[0] !== 0x78 || bytes[1] !== 1 || bytes[2] !== 1) refuse("form");
  const view = new DataView(bytes.buffer);
  if (view.getUint16(3, true) !== size || view.getUint16(5, true) !== (size ^ 0xffff)) refuse("form");
  const data = bytes.slice(7, 7 + size);
  if (view.getUint32(7 + size) !== adler(data)) refuse("form");
  return data;
}

function adler(data) {
  let low = 1;
  let high = 0;
  for (const byte of data) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}

class Tagged {
  constructor(number, value) {
    this.number = number;
    this.value = value;
  }
}

function decode(bytes) {
  const reader = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), at: 0 };
  try {
    const value = valueAt(reader, 0);
    if (reader.at !== bytes.length) refuse("form");
    return value;
  } catch (problem) {
    throw problem instanceof NotProved ? problem : new NotProved("form");
  }
}

function valueAt(reader, depth) {
  const [kind, number] = headAt(reader);
  if (depth > 7) refuse("form");
  if (kind === 0) return number;
  if (kind === 1) return -1 - number;
  if (kind === 2 || kind === 3) return bytesAt(reader, number, kind);
  if (kind === 4) return Array.from({ length: counted(reader, number) }, () => valueAt(reader, depth + 1));
  if (kind === 5) return mapAt(reader, number, depth + 1);
  return kind === 6 ? new Tagged(number, valueAt(reader, depth + 1)) : refuse("form");
}

function bytesAt(reader, number, kind) {
  const body = reader.bytes.slice(reader.at, reader.at + number);
  if (body.length !== number) refuse("form");
  reader.at += number;
  return kind === 2 ? body : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
}

function mapAt(reader, number, depth) {
  const found = new Map();
  for (let left = counted(reader, number); left; left -= 1) {
    const key = valueAt(reader, depth);
    if (!["number", "string"].includes(typeof key) || found.has(key)) refuse("form");
    found.set(key, valueAt(reader, depth));
  }
  return found;
}

const counted = (reader, number) => (number > reader.bytes.length ? refuse("form") : number);

// Shortest heads only: a number that would have fitted into fewer bytes is another spelling.
function headAt(reader) {
  const first = reader.view.getUint8(reader.at);
  const short = first & 31;
  reader.at += 1;
  if (short < 24) return [first >> 5, short];
  if (short > 27) refuse("form");
  const size = 1 << (short - 24);
  let number = 0;
  for (let left = size; left; left -= 1) {
    number = number * 256 + reader.view.getUint8(reader.at);
    reader.at += 1;
  }
  const least = short === 24 ? 24 : 256 ** (size / 2);
  return number < least || !Number.isSafeInteger(number) ? refuse("form") : [first >> 5, number];
}

// What was signed: the array ["Signature1", head, nothing, payload].
function signedBytes(head, payload) {
  const label = new TextEncoder().encode("Signature1");
  return Uint8Array.from([0x84, 0x60 | label.length, ...label, ...written(head), 0x40, ...written(payload)]);
}

function written(bytes) {
  const size = bytes.length;
  const start = size < 24 ? [0x40 | size] : size < 256 ? [0x58, size] : [0x59, size >> 8, size & 255];
  return [...start, ...bytes];
}
