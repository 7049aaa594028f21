// The hall in a real browser: sign in, make an offer, have it returned, mend it, have it published, prove it, find it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { clean, open, signIn } from "./browser.mjs";

/** Fills in every required field of a record's form that is empty. */
export async function fillRequired(page) {
  for (const field of await page.locator("fieldset:has(.required)").all()) {
    const texts = await field.locator("input[type=text], textarea").all();
    const entered = await Promise.all(texts.map((text) => text.inputValue()));
    if (texts.length > 0 && entered.every((text) => text === "")) await texts[0].fill("6");
    const select = field.locator("select").first();
    if ((await select.count()) > 0 && (await select.inputValue()) === "") await select.selectOption({ index: 1 });
    const checks = field.locator("input[type=checkbox]");
    if ((await checks.count()) > 0 && (await field.locator("input:checked").count()) === 0) await checks.first().check();
  }
}

/** The whole way of one offer, in the language of the view. */
export async function journey(browser, base, view) {
  const zh = view.locale.startsWith("zh");
  const name = `${zh ? "会翻书的灵巧手" : "A hand that turns pages"} ${Date.now()}`;
  const owner = await open(browser, base, view);
  const curator = await open(browser, base, view);
  const { page } = owner;
  await signIn(page, "member");
  await clean(page);
  for (const address of ["/account", "/account/close", "/organisations"]) {
    await page.goto(address);
    await clean(page);
  }
  await page.fill("input[name=name_en]", "Robot Works");
  await page.click("main form[action='/organisations'] button");
  await page.waitForURL(/\/organisations\/./);
  await clean(page);
  await page.goto("/new/offer");
  await clean(page);
  await page.fill(`input[name="name.${zh ? "zh" : "en"}"]`, name);
  await page.click("main form.record-form button[type=submit]");
  await page.waitForURL(/\/edit\?saved=1/);
  assert.ok((await page.locator("fieldset.wrong").count()) > 0, "what is missing is marked");
  await clean(page);
  await fillRequired(page);
  await page.click("main form.record-form button[type=submit]");
  await page.waitForURL(/\/edit\?saved=1/);
  assert.equal(await page.locator("fieldset.wrong").count(), 0, await page.locator("main").textContent());
  const record = new URL(page.url()).pathname.replace("/edit", "");
  await page.goto(record);
  await page.click(`form[action="${record}/act/submit"] button`);
  await clean(page);

  await signIn(curator.page, "curator");
  // What waits longest comes first: the new one is on the last page.
  await curator.page.goto("/queue?page=1000000");
  await curator.page.click(`a[href="${record}"]`);
  await curator.page.fill(`form[action="${record}/act/return"] input[name=_comment]`, zh ? "哪一种手？" : "Which hand?");
  await curator.page.click(`form[action="${record}/act/return"] button`);

  await page.goto(record);
  assert.match(await page.textContent("main"), zh ? /哪一种手？/ : /Which hand\?/);
  await page.click(`a[href="${record}/edit"]`);
  await page.fill(`[name="summary.${zh ? "zh" : "en"}"]`, zh ? "五指，会翻书。" : "Five fingers, turns pages.");
  await page.click("main form.record-form button[type=submit]");
  await page.goto(record);
  await page.click(`form[action="${record}/act/submit"] button`);

  await curator.page.goto(record);
  await curator.page.click(`form[action="${record}/act/publish"] button`);
  await curator.page.waitForLoadState();

  const visitor = await open(browser, base, view);
  await visitor.page.goto("/hall");
  assert.equal((await visitor.page.locator(".publications h2").first().textContent()).trim(), name);
  await visitor.page.locator(".publications h2 a").first().click();
  await clean(visitor.page);
  const [download] = await Promise.all([visitor.page.waitForEvent("download"), visitor.page.click("a[download]")]);
  const file = await download.path();
  const receipt = await readFile(file, "utf8");
  assert.ok(receipt.includes(name));
  await visitor.page.goto("/verify");
  await visitor.page.setInputFiles("input[type=file]", { name: "receipt.json", mimeType: "application/json", buffer: Buffer.from(receipt) });
  await visitor.page.click("main form button[type=submit]");
  assert.match(await visitor.page.textContent("main h2"), zh ? /回执有效/ : /This receipt holds/);
  await clean(visitor.page);
  await visitor.page.setInputFiles("input[type=file]", { name: "receipt.json", mimeType: "application/json", buffer: Buffer.from(receipt.replace(name, "x")) });
  await visitor.page.click("main form button[type=submit]");
  assert.match(await visitor.page.textContent("main h2"), zh ? /回执无效/ : /does not hold/);
  const feed = await (await visitor.page.request.get("/hall/feed.atom")).text();
  assert.ok(feed.includes(name));
  for (const one of [owner, curator, visitor]) {
    const complaints = one.complaints.filter((complaint) => !complaint.includes("favicon"));
    assert.deepEqual(complaints, []);
    await one.context.close();
  }
  return { file, receipt };
}
