// Starts the app, and says what is wrong when it cannot start or has stopped. Lives outside the element that the app
// draws into, so that it still has a voice when the app has none. Plain script, not a module: it runs from a file too.

(() => {
  "use strict";

  const SENTENCES = {
    ja: {
      loading: "読み込んでいます",
      unsupported:
        "このブラウザーでは WebAssembly が使えないので、動かせません。新しい Firefox、Chrome、Edge、Safari などで開いてください。",
      file: "このページはファイルとして開いても動きません。ウェブサーバーを通して開いてください。",
      unreachable: "サーバーにつながりませんでした。ネットワークを確かめて、もう一度お試しください。",
      interrupted: "ダウンロードが途中で切れました。もう一度お試しください。",
      missing: "必要なファイルがサーバーに見つかりませんでした。少し待って、もう一度お試しください。",
      damaged: "届いたファイルが壊れていました。もう一度お試しください。",
      start: "始めることができませんでした。ページを読み込み直してください。",
      crash: "思わぬ問題が起きて、止まりました。ページを読み込み直してください。",
      retry: "もう一度試す",
      reload: "読み込み直す",
    },
    en: {
      loading: "Loading",
      unsupported:
        "This browser cannot use WebAssembly, so this page cannot run. Please open it in a recent Firefox, Chrome, Edge or Safari.",
      file: "This page does not run when it is opened as a file. Please open it through a web server.",
      unreachable: "The server could not be reached. Please check the network and try again.",
      interrupted: "The download broke off. Please try again.",
      missing: "A file that is needed was not found on the server. Please wait a little and try again.",
      damaged: "A file arrived damaged. Please try again.",
      start: "The page could not start. Please reload it.",
      crash: "Something unexpected happened and the page has stopped. Please reload it.",
      retry: "Try again",
      reload: "Reload",
    },
  };

  /** What can be mended by asking the same server again, without loading the page again. */
  const WORTH_RETRYING = ["unreachable", "interrupted", "missing", "damaged"];
  /** The server answered, but not with the program: the page itself may be out of date, so a second try reloads it. */
  const ANSWERED_WRONGLY = ["missing", "damaged"];
  /** A download that brings nothing for this long counts as broken off. */
  const SILENCE_MS_MAX = 30_000;
  /** How every WebAssembly program begins. */
  const WASM_MAGIC = [0x00, 0x61, 0x73, 0x6d];

  /** A reason, known to the sentences above, why the app cannot start. */
  class StartFailure extends Error {
    constructor(kind, cause) {
      super(`${kind}: ${cause ?? ""}`);
      this.name = "StartFailure";
      this.kind = kind;
    }
  }

  const app = document.getElementById("app");
  const boot = document.getElementById("boot");
  const program = readProgram();
  let attempt = 0;
  let glue = null;
  let stopped = false;

  document.documentElement.lang = preferredLanguage();
  boot.dataset.language = document.documentElement.lang;
  addEventListener("error", (event) => noticeError(event.error, event.filename));
  addEventListener("unhandledrejection", (event) => noticeError(event.reason, ""));
  load();

  /** Trunk.toml writes where the program is into the page. */
  function readProgram() {
    const [glue, wasm, bytes] = document.querySelector("meta[name=program]").content.split(" ");
    const absolute = (path) => new URL(path, document.baseURI).href;
    return { glue: absolute(glue), wasm: absolute(wasm), bytes: Number(bytes) };
  }

  function preferredLanguage() {
    const wanted = navigator.languages?.[0] || navigator.language || "ja";
    return /^ja\b/i.test(wanted) ? "ja" : "en";
  }

  async function load() {
    const download = new AbortController();
    try {
      requireSupport();
      const [, module] = await Promise.all([importGlue(), compileProgram(download)]);
      await start(module);
    } catch (problem) {
      download.abort();
      showFailure(problem);
    }
  }

  function requireSupport() {
    if (location.protocol === "file:") {
      throw new StartFailure("file");
    }
    if (typeof WebAssembly !== "object") {
      throw new StartFailure("unsupported");
    }
  }

  /** A browser may remember that a module could not be had, so another try asks under another address. */
  async function importGlue() {
    const address = attempt === 0 ? program.glue : `${program.glue}?try=${attempt}`;
    try {
      glue ??= await import(address);
    } catch (problem) {
      throw await reasonForGlue(address, problem);
    }
  }

  /** An import does not say why it failed; asking for the file again does. */
  async function reasonForGlue(address, problem) {
    let response;
    try {
      response = await fetch(address, { cache: "reload" });
    } catch {
      return new StartFailure("unreachable", problem);
    }
    return new StartFailure(response.ok ? "damaged" : "missing", problem);
  }

  async function compileProgram(download) {
    const bytes = await downloadProgram(download);
    if (WASM_MAGIC.some((byte, index) => bytes[index] !== byte)) {
      throw new StartFailure("damaged", "not a program");
    }
    if (bytes.length !== program.bytes) {
      throw new StartFailure("interrupted", `${bytes.length} of ${program.bytes} bytes`);
    }
    try {
      return await WebAssembly.compile(bytes);
    } catch (problem) {
      throw new StartFailure("damaged", problem);
    }
  }

  async function downloadProgram(download) {
    const response = await requestProgram(download);
    if (!response.ok) {
      throw new StartFailure("missing", response.status);
    }
    const chunks = [];
    const reader = response.body.getReader();
    for (let received = 0; ; ) {
      showProgress(received);
      const { done, value } = await nextChunk(reader, download);
      if (done) {
        return joined(chunks, received);
      }
      chunks.push(value);
      received += value.length;
    }
  }

  /** The same kind of request as the preload in the page's head, so that the first try uses what that has brought. */
  async function requestProgram(download) {
    const cache = attempt === 0 ? "default" : "reload";
    const options = { cache, mode: "cors", credentials: "same-origin", signal: download.signal };
    try {
      return await abortedBySilence(download, fetch(program.wasm, options));
    } catch (problem) {
      throw new StartFailure("unreachable", problem);
    }
  }

  async function nextChunk(reader, download) {
    try {
      return await abortedBySilence(download, reader.read());
    } catch (problem) {
      throw new StartFailure("interrupted", problem);
    }
  }

  async function abortedBySilence(download, promise) {
    const timer = setTimeout(() => download.abort(), SILENCE_MS_MAX);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  function joined(chunks, length) {
    const bytes = new Uint8Array(length);
    let offset = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }

  async function start(module) {
    try {
      await glue.default({ module_or_path: module });
    } catch (problem) {
      throw new StartFailure("start", problem);
    }
    // The app draws in its own time; until it has, the page keeps showing that it loads.
    const whenDrawn = new MutationObserver(removeBootOnceDrawn);
    whenDrawn.observe(app, { childList: true });
    removeBootOnceDrawn();

    function removeBootOnceDrawn() {
      if (app.firstElementChild) {
        whenDrawn.disconnect();
        boot.remove();
      }
    }
  }

  function showProgress(received) {
    const progress = boot.querySelector("progress");
    if (program.bytes > 0) {
      progress.max = program.bytes;
      progress.value = received;
    }
  }

  function showFailure(problem) {
    if (stopped) {
      return;
    }
    stopped = true;
    console.error(problem);
    const kind = problem instanceof StartFailure ? problem.kind : "start";
    boot.dataset.failure = kind;
    boot.querySelector(".boot-status").textContent = sentence(kind);
    const wayOn = wayOnFrom(kind);
    if (wayOn) {
      boot.append(wayOn);
    }
  }

  function wayOnFrom(kind) {
    if (kind === "unsupported" || kind === "file") {
      return null;
    }
    const asksAgain = WORTH_RETRYING.includes(kind) && !(attempt > 0 && ANSWERED_WRONGLY.includes(kind));
    return asksAgain ? button("retry", retry) : button("reload", () => location.reload());
  }

  function retry() {
    attempt += 1;
    stopped = false;
    delete boot.dataset.failure;
    boot.querySelector("button").remove();
    boot.querySelector(".boot-status").textContent = sentence("loading");
    load();
  }

  /** Errors that are not the app's own, such as those of extensions or of a refused clipboard, do not stop the page. */
  function noticeError(problem, source) {
    if (!(problem instanceof Error) || problem instanceof DOMException) {
      return;
    }
    const own = new URL(".", document.baseURI).href;
    const place = `${source} ${problem.stack}`;
    if (problem instanceof WebAssembly.RuntimeError || place.includes(own) || place.includes("wasm://")) {
      boot.isConnected ? showFailure(problem) : showCrash(problem);
    }
  }

  /** What the app shows may be wrong from here on, so it can be looked at but no longer used. */
  function showCrash(problem) {
    if (stopped) {
      return;
    }
    stopped = true;
    app.inert = true;
    const crash = document.getElementById("crash");
    const text = document.createElement("p");
    text.textContent = sentence("crash");
    const detail = document.createElement("code");
    detail.textContent = String(problem);
    const reload = button("reload", () => location.reload());
    crash.setAttribute("role", "alert");
    crash.hidden = false;
    crash.replaceChildren(text, detail, document.createElement("br"), reload);
    reload.focus();
  }

  function sentence(name) {
    return SENTENCES[document.documentElement.lang]?.[name] ?? SENTENCES.en[name];
  }

  function button(name, act) {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = sentence(name);
    element.addEventListener("click", act);
    return element;
  }
})();
