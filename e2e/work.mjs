// What people do beside publishing, in a real browser: files of many records, what is kept while it is written, files, filters, facts, ties,
// what may be one party, and the operators' pages.

import assert from "node:assert/strict";
import { clean, open, signIn } from "./browser.mjs";

/** A member brings in a file, writes a draft that is kept, adds a file to it, and keeps a filter. */
export async function member(browser, base, view) {
  const zh = view.locale.startsWith("zh");
  const { context, page, complaints } = await open(browser, base, view);
  await signIn(page, "member");

  await page.goto("/import/offer");
  await clean(page);
  const name = `${zh ? "批量成果" : "One of many"} ${Date.now()}`;
  const table = `name.zh,readiness\n${name},6\n${name} 2,very\n`;
  await page.setInputFiles("input[type=file]", { name: "offers.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
  await page.click("main form[action='/import/offer'] button");
  assert.ok((await page.locator(".problem").count()) > 0, "what cannot be read is said before anything is done");
  await clean(page);
  await page.click("main form[action='/import/offer/apply'] button");
  await clean(page);
  await page.click("main ul.linked a");
  assert.match(await page.textContent("h1"), new RegExp(name));
  const record = new URL(page.url()).pathname;

  // What is written is kept when the page is left, and is there again.
  await page.goto(`${record}/edit`);
  await page.fill('[name="summary.en"]', "Not saved yet");
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await page.waitForFunction(() => document.getElementById("kept").textContent !== "");
  await page.goto(`${record}/edit`);
  assert.equal(await page.inputValue('[name="summary.en"]'), "Not saved yet");
  await clean(page);

  // A file goes in with what stands in the form left alone; what it is not is refused in words.
  const field = page.locator("#files-attachments");
  await field.locator("input[type=file]").setInputFiles({ name: "report.pdf", mimeType: "application/pdf", buffer: Buffer.from("no PDF") });
  await field.locator("form[data-upload] button").click();
  await page.waitForFunction(() => document.querySelector("#files-attachments .problem"));
  const pdf = Buffer.from("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");
  await page.locator("#files-attachments input[type=file]").setInputFiles({ name: "report.pdf", mimeType: "application/pdf", buffer: pdf });
  await page.locator("#files-attachments form[data-upload] button").click();
  await page.waitForFunction(() => document.querySelector("#files-attachments ul.linked a"));
  assert.equal(await page.inputValue('[name="summary.en"]'), "Not saved yet");
  await clean(page);
  const file = await page.request.get(await page.getAttribute("#files-attachments ul.linked a", "href"));
  assert.deepEqual(await file.body(), pdf);
  await page.click("main form.record-form button[name=_then][value=preview]");
  await page.waitForURL(/\/preview/);
  await clean(page);

  await page.goto("/hall?kind=offer");
  await page.fill("form[action='/hall/saved'] input[name=name]", name);
  await page.click("form[action='/hall/saved'] button");
  await page.locator(".saved-filters a", { hasText: name }).first().waitFor();
  await clean(page);
  const filter = page.locator(".saved-filters li", { hasText: name });
  await filter.locator("form[action$='/alert'] button").click();
  await filter.locator("form[action$='/alert'] input[name=on][value='0']").waitFor({ state: "attached" });
  await filter.locator("form[action$='/remove'] button").click();

  // A party with facts and ties.
  await page.goto("/new/enterprise");
  await page.fill(`[name="name.${zh ? "zh" : "en"}"]`, `${zh ? "灵巧手有限公司" : "Dexterous Hands Ltd"} ${Date.now()}`);
  await page.click("main form.record-form button[type=submit]");
  await page.waitForURL(/\/edit/);
  const party = new URL(page.url()).pathname.replace("/edit", "");
  await page.goto(`${party}/facts`);
  await page.selectOption("select[name=name]", "revenue");
  await page.fill("input[name=value]", "1,250.5");
  await page.fill("input[name=period]", "2025");
  await page.fill("input[name=source]", zh ? "审计报告" : "Audit");
  await page.click("main form button[type=submit]");
  assert.match(await page.textContent("table.data"), /1,250\.5/);
  await clean(page);
  const [other] = (await (await page.request.get("/api/v1/records?kind=enterprise&limit=1")).json()).items;
  await page.goto(`${party}/ties`);
  await page.fill("input[name=other]", `${base}/records/${other.id}`);
  await page.fill("input[name=source]", zh ? "合作协议" : "Agreement");
  await page.selectOption("select[name=relation]", "cooperates");
  await page.click("main form[action$='/ties'] button[type=submit]");
  assert.ok((await page.locator("table.data tbody tr").count()) === 1);
  await clean(page);

  // The meetings of the demo's event: one's own, and what one said for them.
  await page.goto("/desk");
  await page.click("main a[href*='/meetings?as=']");
  await clean(page);
  const calendar = await page.request.get(await page.getAttribute("main a[download]", "href"));
  assert.match(await calendar.text(), /BEGIN:VEVENT/);
  await page.locator("main form[action$='/change'] input[name=looks_for]").fill(zh ? "寻找试用单位" : "Someone who tries it out");
  await page.click("main form[action$='/change'] button");
  await page.locator("main .callout.good").waitFor();
  await clean(page);
  assert.deepEqual(complaints.filter((complaint) => !/favicon|422/.test(complaint)), []);
  await context.close();
}

/** A curator looks at what may be one party; an operator and an auditor at how things stand. */
export async function operators(browser, base, view) {
  for (const [role, addresses] of [
    ["curator", ["/queue", "/merges"]],
    ["operator", ["/operator", "/operator/parties", "/operator/jobs", "/operator/suggestions", "/operator/definitions", "/operator/definitions/offer", "/operator/audit", "/merges"]],
    ["auditor", ["/operator", "/operator/suggestions", "/operator/audit"]],
  ]) {
    const { context, page, complaints } = await open(browser, base, view);
    await signIn(page, role);
    await clean(page);
    for (const address of addresses) {
      const response = await page.goto(address);
      assert.equal(response.status(), 200, address);
      await clean(page);
    }
    if (role === "curator") {
      // Meetings were opened at one of the events.
      await page.goto("/hall?kind=event");
      const events = await page.locator(".publications h2 a").evaluateAll((links) => links.map((link) => link.pathname));
      let timetables = 0;
      for (const event of events) {
        await page.goto(`${event}/meetings`);
        if ((await page.locator("main a[href$='/timetable']").count()) === 0) continue;
        timetables += 1;
        for (const address of ["", "/timetable", "/settings"]) {
          await page.goto(`${event}/meetings${address}`);
          await clean(page);
        }
      }
      assert.ok(timetables >= 1);
    }
    if (role === "operator") {
      await page.goto("/operator/parties");
      await page.click("main table a");
      await clean(page);
    }
    assert.deepEqual(complaints.filter((complaint) => !complaint.includes("favicon")), []);
    await context.close();
  }
}
