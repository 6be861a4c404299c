// The address follows what a person chooses and does, and whoever opens it, or a copied link, gets the same run.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SYSTEMS, fingerprint, now, openText, prepare, setPlaying, whenPast, whenTextCaughtUp } from "./run.mjs";

let stand;
before(async () => {
  stand = await prepare();
});
after(() => stand.stop());

const search = (page) => page.evaluate(() => location.search);

/** Waits until the address says this. */
const whenSearch = (page, wanted) =>
  page.waitForFunction((text) => location.search === text, wanted).catch(async (problem) => {
    throw new Error(`the address says ${await search(page)}`, { cause: problem });
  });

/** The fingerprints when the run has ended. */
async function fingerprintsAtTheEnd(page) {
  await page.waitForFunction(() => Number(document.querySelector("[data-now]").dataset.now) === 20e9);
  await page.waitForSelector('[data-playing="false"]');
  await openText(page);
  await whenTextCaughtUp(page);
  return [await fingerprint(page, SYSTEMS[0]), await fingerprint(page, SYSTEMS[1])];
}

test("the address stays as it is until something is chosen, and then says all of it and no more", async () => {
  const visit = await stand.visit({ query: "?retries=3" });
  const { page } = visit;
  await setPlaying(page, true);
  await whenPast(page, 4.1);
  await setPlaying(page, false);
  assert.equal(await search(page), "?retries=3");
  await page.click('[data-action="language"]');
  await whenSearch(page, "?lang=en&retries=3");
  await page.click('[data-action="theme"]');
  await whenSearch(page, "?lang=en&theme=light&retries=3");
  await page.click('[data-action="projector"]');
  await page.focus("#speed");
  await page.keyboard.press("ArrowRight");
  await whenSearch(page, "?lang=en&theme=light&view=projector&speed=1/10&retries=3");
  await page.focus("#load");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => /&do=demand:\d+@/.test(location.search));
  // From the next run on it is the load that the run begins with.
  await page.click('[data-action="restart"]');
  await page.waitForFunction(() => /&rate=\d+&retries=3$/.test(location.search));
  assert.equal(await page.evaluate(() => history.length), 2, "nothing to go back through");
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

test("other systems, parameters, seed and end stand in the address, and a reload keeps them", async () => {
  const visit = await stand.visit();
  const { page } = visit;
  await page.click('[data-action="settings"]');
  await page.selectOption("#system-right", "layered");
  await page.waitForSelector('.pane[data-side="1"][data-system="layered"]');
  for (const [field, value] of [["#field-seed", "77"], ["#field-horizon", "90"]]) {
    await page.fill(field, value);
    await page.keyboard.press("Enter");
  }
  await whenSearch(page, "?right=layered&seed=77&horizon=90");
  await page.reload();
  await page.waitForSelector('.pane[data-side="1"][data-system="layered"]');
  assert.equal(await page.getAttribute("[data-seed]", "data-seed"), "77");
  assert.equal(await page.locator(".notice").count(), 0);
  await visit.close();
});

test("what is broken by hand is in the copied link, and whoever opens it gets the very same run", async () => {
  const visit = await stand.visit({ query: "?horizon=20&speed=5" });
  const { page } = visit;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await setPlaying(page, true);
  await whenPast(page, 4.5);
  await page.click("#target-1-node-10");
  await page.click('[data-action="fault-crash"]');
  await page.keyboard.press("Escape");
  await page.click('[data-action="units-add"]');
  await whenPast(page, 8);
  await page.focus("#load");
  await page.keyboard.press("ArrowRight");
  const expected = await fingerprintsAtTheEnd(page);
  await page.click('[data-action="copy-link"]');
  await page.waitForSelector('[data-action="copy-link"][data-copied="true"]');
  await page.waitForFunction(() => /リンクをコピーしました/.test(document.querySelector(".status").textContent));
  await stand.screenshot(page, "copied");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /^http.*\?speed=5&horizon=20&right\.do=crash:db-1@[\d.]+s&right\.do=units:api:3@[\d.]+s&do=demand:\d+@[\d.]+s$/);
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();

  const query = link.slice(link.indexOf("?"));
  const other = await stand.visit({ query: query.replace("speed=5", "speed=20"), size: [390, 844] });
  assert.match(await other.page.locator(".notice").textContent(), /3 回/);
  await stand.screenshot(other.page, "again-notice");
  await setPlaying(other.page, true);
  assert.deepEqual(await fingerprintsAtTheEnd(other.page), expected);
  await other.page.click('[data-action="notices"]');
  await other.page.click('[data-action="forget-acts"]');
  await other.page.waitForFunction(() => document.querySelector("[data-now]").dataset.now === "0");
  await whenSearch(other.page, "?speed=20&horizon=20");
  assert.equal(await other.page.locator(".notice").count(), 0);
  assert.deepEqual(other.consoleErrors, []);
  await other.close();
});

test("where the clipboard is refused the link lies open to be copied by hand", async () => {
  const prepare = (page) =>
    page.addInitScript(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException("refused", "NotAllowedError"));
    });
  for (const size of [[1280, 720], [390, 844]]) {
    const visit = await stand.visit({ query: "?seed=5", size, prepare });
    const { page } = visit;
    await page.click('[data-action="copy-link"]');
    const field = page.locator("#link");
    assert.equal(await field.inputValue(), page.url());
    await field.focus();
    assert.equal(await page.evaluate(() => getSelection().toString()), page.url());
    await stand.screenshot(page, `link-${size[0]}`);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#link").count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement.id), "copy-link");
    assert.deepEqual(visit.consoleErrors, []);
    await visit.close();
  }
});

test("a browser that refuses to change the address is left alone, and the link can still be copied", async () => {
  const prepare = (page) =>
    page.addInitScript(() => {
      history.replaceState = () => {
        throw new DOMException("too often", "SecurityError");
      };
      window.copied = [];
      navigator.clipboard.writeText = (text) => {
        window.copied.push(text);
        return Promise.resolve();
      };
    });
  const visit = await stand.visit({ prepare });
  const { page } = visit;
  await page.click('[data-action="new-seed"]');
  await page.waitForFunction(() => document.querySelector("[data-seed]").dataset.seed !== "1");
  const seed = await page.getAttribute("[data-seed]", "data-seed");
  await page.click('[data-action="copy-link"]');
  await page.waitForSelector('[data-copied="true"]');
  const copied = await page.evaluate(() => window.copied);
  assert.equal(copied.length, 1);
  assert.ok(copied[0].endsWith(`?seed=${seed}`), copied[0]);
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

test("what a link says wrongly of the past is told, and the rest of it is done", async () => {
  const query = "?left.do=crash:nobody@4.2s&left.do=burn@4s&left.do=crash:server@4.2s";
  const visit = await stand.visit({ query });
  const { page } = visit;
  const told = await page.locator(".notices").textContent();
  assert.match(told, /「nobody」という機械や線はありません/);
  assert.match(told, /left\.do=burn@4s/);
  assert.match(told, /1 回/);
  assert.ok((await now(page)) < 4.2e9);
  await openText(page);
  await setPlaying(page, true);
  await whenPast(page, 4.21);
  await page.waitForFunction(() => /停止/.test(document.querySelector(".text-side .table-nodes").textContent));
  await visit.close();
});
