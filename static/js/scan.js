// The guard's page: reads a certificate's QR code and says what is true of it, with and without a network.
// The layout of the signed code is described in approvals/signed_codes.py.

const desk = document.querySelector("[data-scan]");
const words = document.querySelector("[data-words]").content;
const find = (name) => desk.querySelector(`[data-${name}]`);
const said = (kind, name) => words.querySelector(`[data-${kind}="${name}"]`)?.textContent ?? "";

const LAYOUT = 1;
const SIGNATURE = 64;
const KEY_ID = 4;
const LETTERS = " -0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const OPEN_END = 0xffff;
const DAY = 86_400_000; // milliseconds
const EVERY = 150; // milliseconds between two looks at the camera
const NUMBER = /^\d{2,6}-\d{8}-\d{4,9}-[0-9A-Z](-V\d{1,3})?$/; // of a certificate and of an application alike
const PATIENCE = 6_000; // milliseconds for the desk's answer

// --- The signed code ---------------------------------------------------------------
function bytesOf(code) {
  const text = atob(code.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function unpacked(bytes, start) {
  const end = start + 1 + bytes[start];
  if (!(end <= bytes.length)) throw new RangeError("cut short");
  let number = 0n;
  for (const byte of bytes.subarray(start + 1, end)) number = number * 256n + BigInt(byte);
  let text = "";
  for (; number; number /= 38n) text = LETTERS[Number(number % 38n)] + text;
  return [text, end];
}

const dayOf = (days) => new Date(Date.UTC(2020, 0, 1) + days * DAY).toISOString().slice(0, 10);

function factsIn(bytes) {
  const [number, afterNumber] = unpacked(bytes, 1 + KEY_ID);
  const [credit, rest] = unpacked(bytes, afterNumber);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes[0] !== LAYOUT || bytes.length !== rest + 8) throw new RangeError("another layout");
  const last = view.getUint16(rest + 6);
  return {
    number,
    credit,
    limit: view.getUint32(rest),
    first: dayOf(view.getUint16(rest + 4)),
    last: last === OPEN_END ? null : dayOf(last),
  };
}

/** The facts of a code; or why there are none: "changed", "unknown key", "unchecked" (no means to check it here). */
async function checked(code, keys) {
  if (!code || !keys.length || !crypto.subtle) return "unchecked";
  try {
    const whole = bytesOf(code);
    const saidBytes = whole.subarray(0, -SIGNATURE);
    const facts = factsIn(saidBytes);
    const id = [...saidBytes.subarray(1, 1 + KEY_ID)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const published = keys.find((key) => key.kid === id);
    if (!published) return "unknown key";
    const { kty, crv, x, y } = published;
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, curve, false, ["verify"]);
    const how = { name: "ECDSA", hash: "SHA-256" };
    return (await crypto.subtle.verify(how, key, whole.subarray(-SIGNATURE), saidBytes)) ? facts : "changed";
  } catch {
    return "changed";
  }
}

// --- What is true of it --------------------------------------------------------------
const todayInShanghai = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());

function tokenIn(address) {
  const [before, after] = desk.dataset.check.split("TOKEN");
  const path = address.pathname;
  const isOurs = address.origin === location.origin && path.startsWith(before) && path.endsWith(after);
  return isOurs ? path.slice(before.length, path.length - after.length) : null;
}

async function asked(token) {
  try {
    const response = await fetch(desk.dataset.api.replace("TOKEN", encodeURIComponent(token)), {
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status === 404) return "unknown";
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** The published keys; afresh, past every cache on the way, where a paper's is not among those known here. */
async function publishedKeys({ afresh = false } = {}) {
  try {
    return (await (await fetch(desk.dataset.keys, { cache: afresh ? "reload" : "default" })).json()).keys;
  } catch {
    return [];
  }
}

async function checkedByPublished(code) {
  const found = await checked(code, code ? await publishedKeys() : []);
  return found === "unknown key" ? checked(code, await publishedKeys({ afresh: true })) : found;
}

/** Whether the code says what the desk says; who has signed it is another question. */
function agrees(code, answer) {
  const facts = factsIn(bytesOf(code).subarray(0, -SIGNATURE));
  const same = facts.number === answer.number && facts.limit === answer.headcount_limit;
  return same && facts.first === answer.valid_from;
}

function stateByTerm(facts) {
  const today = todayInShanghai();
  if (today < facts.first) return "not_yet_valid";
  return facts.last && today > facts.last ? "expired" : "genuine";
}

/** What to show for a scanned text: a state, a sentence, facts. */
async function judged(text) {
  let address;
  try {
    address = new URL(text, location.origin);
  } catch {
    return { state: "foreign" };
  }
  const token = tokenIn(address);
  if (token === null) return { state: "foreign" };
  const code = address.hash.slice(1);
  const [answer, found] = await Promise.all([asked(token), checkedByPublished(code)]);
  const facts = typeof found === "object" ? found : null;
  const isUnknownKey = found === "unknown key";
  if (found === "changed") return { state: "forged" };
  if (answer === "unknown") return { state: isUnknownKey ? "forged" : "unknown" };
  if (answer) {
    if (facts && facts.number !== answer.number) return { state: "forged" };
    if (isUnknownKey && !agrees(code, answer)) return { state: "forged" };
    return {
      state: answer.state,
      notes: [...(facts ? ["signed"] : []), ...(isUnknownKey ? ["unknown-key"] : []), "compare"],
      facts: { firm: answer.firm, credit: facts?.credit, limit: answer.headcount_limit, first: answer.valid_from, last: answer.valid_until, number: answer.number, conditions: answer.conditions },
      more: `${address.pathname}`,
    };
  }
  if (facts) return { state: stateByTerm(facts), notes: ["genuine", "compare"], facts };
  return { state: "later" };
}

/** The same for what was typed: a number, or something that is no address at all, is no sign of a forgery. */
async function judgedTyped(text) {
  const number = text.normalize("NFKC").toUpperCase();
  if (NUMBER.test(number)) {
    return { state: "number", more: `${desk.dataset.register}?search=${number}`, linked: said("note", "register") };
  }
  const found = await judged(text);
  return found.state === "foreign" && !text.includes("://") ? { state: "mistyped" } : found;
}

// --- Showing it ------------------------------------------------------------------------
function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function conditionNow(condition) {
  const text = condition[document.documentElement.lang === "en" ? "en" : "zh"];
  const state = said("condition", condition.state).trim().replace("DAY", condition.due_on ?? condition.met_on);
  return state ? `${text} (${state})` : text;
}

function show({ state, notes = [state], facts, more, linked }) {
  const word = said("word", state);
  const answer = find("answer");
  const wide = [...word].reduce((width, character) => width + (character > "\u2e80" ? 2 : 1), 0);
  const size = wide <= 6 ? "" : wide <= 8 ? " check-word-middle" : " check-word-long";
  const head = element("h2", `check-state check-${state}`);
  head.append(element("span", `check-word${size}`, word));
  const list = element("dl", "check-facts");
  const line = (name, value) => value && list.append(element("dt", "", said("fact", name)), element("dd", "", value));
  if (facts) {
    line("firm", facts.firm);
    line("number", facts.number);
    line("credit", facts.credit);
    line("limit", new Intl.NumberFormat("en").format(facts.limit));
    line("term", `${facts.first} – ${facts.last ?? said("note", "until-further-notice")}`);
    for (const condition of facts.conditions ?? []) line("condition", conditionNow(condition));
    line("checked", new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium" }).format(new Date()));
  }
  const sentences = notes.map((name) => element("p", "", said("note", name))).filter((each) => each.textContent);
  answer.replaceChildren(head, ...sentences, list);
  if (more) {
    const link = element("a", "", linked ?? location.origin + more);
    link.href = more;
    answer.append(link);
  }
  answer.dataset.state = state;
  answer.hidden = false;
  answer.scrollIntoView({ block: "start" });
}

async function answer(text, judge = judged) {
  halt();
  show(await judge(text.trim()));
  navigator.vibrate?.(80);
}

// --- Reading it ------------------------------------------------------------------------
const detector = await (async () => {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
})();

const canvas = document.createElement("canvas");

async function codeIn(source, width, height) {
  if (detector) {
    const found = await detector.detect(source).catch(() => []);
    if (found.length) return found[0].rawValue;
  }
  const shrink = Math.min(1, 1_280 / Math.max(width, height));
  canvas.width = Math.round(width * shrink);
  canvas.height = Math.round(height * shrink);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const picture = context.getImageData(0, 0, canvas.width, canvas.height);
  return jsQR(picture.data, picture.width, picture.height)?.data ?? null;
}

let stream = null;

function halt() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  find("view").hidden = find("stop").hidden = true;
  find("start").hidden = !navigator.mediaDevices;
}

async function look() {
  const video = find("video");
  while (stream) {
    if (video.readyState >= video.HAVE_CURRENT_DATA) {
      const text = await codeIn(video, video.videoWidth, video.videoHeight);
      if (text && stream) return answer(text);
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}

async function start() {
  find("camera-problem").hidden = true;
  find("answer").hidden = true;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1_280 } } });
  } catch {
    find("camera-problem").hidden = false;
    return;
  }
  const video = find("video");
  video.srcObject = stream;
  find("view").hidden = find("stop").hidden = false;
  find("start").hidden = true;
  await video.play();
  await look();
}

find("start").addEventListener("click", start);
find("stop").addEventListener("click", halt);
find("start").hidden = !navigator.mediaDevices;
find("photo").hidden = false;
find("photo").querySelector("input").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  const text = await createImageBitmap(file)
    .then((picture) => codeIn(picture, picture.width, picture.height))
    .catch(() => null);
  if (text) await answer(text);
  else show({ state: "unread" });
});
find("form").addEventListener("submit", (event) => {
  const { value } = event.target.elements.address;
  event.preventDefault();
  if (value.trim()) answer(value, judgedTyped);
});

const tellOffline = () => {
  find("offline").hidden = navigator.onLine;
};
addEventListener("online", tellOffline);
addEventListener("offline", tellOffline);
tellOffline();

if ("serviceWorker" in navigator) {
  const { active, installing, waiting } = await navigator.serviceWorker.register(desk.dataset.worker);
  const coming = installing ?? waiting;
  if (active) document.documentElement.dataset.kept = "";
  coming?.addEventListener("statechange", () => {
    if (coming.state === "activated") document.documentElement.dataset.kept = "";
  });
}
