// Clicks through the portal in both languages, light and dark, wide and narrow: `node run.mjs http://127.0.0.1:7700`.
// With SCREENSHOTS=<folder> it keeps a picture of every page.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { VIEWS, axe, open, overflow, start } from "./browser.mjs";
import { introduction } from "./conversation.mjs";
import { journey } from "./hall.mjs";
import { member, operators } from "./work.mjs";

const base = process.argv[2];
if (!base) {
  console.error("usage: node run.mjs BASE_URL");
  process.exit(2);
}
const pictures = process.env.SCREENSHOTS;
if (pictures) await mkdir(pictures, { recursive: true });

const failures = [];

/** Runs one test and notes what fails, so that one run shows everything. */
async function test(name, body) {
  const started = Date.now();
  try {
    await body();
    console.log(`ok      ${name} (${Date.now() - started} ms)`);
  } catch (error) {
    failures.push(name);
    console.log(`FAILED  ${name}\n        ${String(error.message).replaceAll("\n", "\n        ")}`);
  }
}

/** First link of a selector, as an address. */
const hrefOf = (page, selector) => page.locator(selector).first().getAttribute("href");

/** The addresses of all pages, found by following links as a visitor would. */
async function findPages(page) {
  await page.goto("/topics");
  const topic = await hrefOf(page, ".topics tbody th a");
  await page.goto("/topics?level=1");
  const area = await hrefOf(page, ".topics tbody th a");
  await page.goto(topic);
  const document = await hrefOf(page, ".documents a");
  const status = (await page.request.get("/backtest")).status();
  await page.goto("/hall");
  const record = await hrefOf(page, ".publications h2 a");
  await page.goto("/hall?kind=need");
  const need = await hrefOf(page, ".publications h2 a");
  return {
    hall: "/hall",
    "hall-filtered": "/hall?kind=need&direction=energy",
    record,
    search: "/search",
    "search-found": "/search?q=%E7%BB%BF%E6%B0%A2%20robot",
    "search-kind": "/search?q=robot&kind=offer",
    "search-broken": "/search?q=%22open%20OR",
    matches: `${need}/matches`,
    verify: "/verify",
    "sign-in": "/sign-in",
    "sign-up": "/sign-up",
    overview: "/",
    map: "/map",
    topics: "/topics",
    "topics-filtered": "/topics?direction=energy&sort=growth&order=desc",
    "topics-none": "/topics?q=xyzzy-nothing",
    topic,
    area,
    "topic-documents": `${topic}/documents`,
    document,
    ...(status === 200 ? { backtest: "/backtest" } : {}),
    status: "/status",
    about: "/about",
    api: "/api",
  };
}

const browser = await start();
try {
  const scout = await open(browser, base, VIEWS[2]);
  const pages = await findPages(scout.page);
  await scout.context.close();

  for (const view of VIEWS) {
    const { context, page, complaints } = await open(browser, base, view);
    const zh = view.locale.startsWith("zh");
    for (const [name, address] of Object.entries(pages)) {
      await test(`${view.name} ${name}`, async () => {
        complaints.length = 0;
        const response = await page.goto(address, { waitUntil: "networkidle" });
        assert.equal(response.status(), 200);
        assert.equal(await page.getAttribute("html", "lang"), zh ? "zh-CN" : "en");
        assert.equal(await page.locator("h1").count(), 1);
        if (pictures) await page.screenshot({ path: `${pictures}/${name}-${view.name}.png`, fullPage: true });
        const found = [...complaints, ...(await axe(page)), ...(await overflow(page))];
        assert.deepEqual(found, [], found.join("\n"));
      });
    }
    await test(`${view.name} pages that do not exist`, async () => {
      for (const address of ["/nothing", "/topics/t-none", "/documents/doi%3Anone"]) {
        const response = await page.goto(address);
        assert.equal(response.status(), 404, address);
        assert.match(await page.textContent("h1"), zh ? /没有这个页面/ : /does not exist/);
        const found = await axe(page);
        assert.deepEqual(found, [], found.join("\n"));
      }
    });
    await context.close();
  }

  for (const view of [VIEWS[0], VIEWS[4]]) {
    await test(`${view.name} an offer goes from a draft to its receipt`, () => journey(browser, base, view));
    await test(`${view.name} a need finds an offer, and the two sides show each other more`, () => introduction(browser, base, view));
    await test(`${view.name} a member's files, drafts, filters, facts and ties`, () => member(browser, base, view));
    await test(`${view.name} what curators, operators and auditors see`, () => operators(browser, base, view));
  }

  const { context, page, complaints } = await open(browser, base, VIEWS[2]);

  await test("the language switch stays on the page and is remembered", async () => {
    await page.goto("/topics?sort=documents&order=asc");
    await page.click("header .switch a[lang=zh-CN]");
    assert.match(page.url(), /sort=documents&order=asc&lang=zh/);
    await page.goto("/about");
    assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
    await page.click("header .switch a[lang=en]");
    assert.equal(await page.getAttribute("html", "lang"), "en");
  });

  await test("the search box says how a question may go on, and finds what it says", async () => {
    await page.goto("/hall");
    const title = (await page.textContent(".publications h2 a")).trim();
    await page.goto("/search");
    await page.fill("input[name=q]", title.slice(0, 6));
    await page.waitForSelector("#completions option", { state: "attached" });
    const offered = await page.locator("#completions option").evaluateAll((options) => options.map((option) => option.value));
    assert.ok(offered.some((text) => text.toLowerCase().startsWith(title.slice(0, 6).toLowerCase())), offered.join(" | "));
    await page.fill("input[name=q]", `"${title}"`);
    await page.press("input[name=q]", "Enter");
    await page.waitForURL(/q=/);
    assert.ok((await page.locator(".publications h3 a").allTextContents()).some((text) => text.trim() === title));
  });

  await test("a topic leads to what people offer, and a need to who could meet it", async () => {
    await page.goto("/hall?kind=need");
    await page.click(".publications h2 a");
    await page.click("a[href$='/matches']");
    assert.ok((await page.locator(".match").count()) >= 1);
    assert.ok((await page.locator(".match .outcome").count()) >= 1);
  });

  await test("the colour switch is remembered", async () => {
    await page.goto("/");
    await page.click("footer .switch a >> nth=2");
    await page.goto("/status");
    assert.equal(await page.getAttribute("html", "data-theme"), "dark");
    await page.click("footer .switch a >> nth=0");
  });

  await test("the table sorts, filters and finds", async () => {
    await page.goto("/topics");
    await page.click("th.c-documents a");
    assert.equal(await page.getAttribute("th.c-documents", "aria-sort"), "descending");
    const cells = await page.locator("tbody td:nth-child(4)").allTextContents();
    const numbers = cells.map((text) => Number(text.replaceAll(",", "")));
    assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a));
    const word = (await page.textContent("tbody th a")).split(" · ")[0];
    await page.fill("input[name=q]", word);
    await page.press("input[name=q]", "Enter");
    await page.waitForURL(/q=/);
    assert.ok((await page.locator("tbody tr").count()) >= 1);
    assert.ok((await page.textContent("tbody")).includes(word));
  });

  await test("from the overview to the evidence by keyboard", async () => {
    await page.goto("/");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    const first = page.locator(".ranking a, .card h3 a").first();
    await first.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/topics/);
  });

  await test("the map searches, colours, plays and zooms", async () => {
    complaints.length = 0;
    await page.goto("/map", { waitUntil: "networkidle" });
    await page.locator("#map canvas").waitFor();
    await page.selectOption("select[name=colour]", "growth");
    await page.locator("#map-scale").waitFor({ state: "visible" });
    await page.selectOption("select[name=colour]", "probability");
    await page.fill("input[name=search]", "a");
    await page.locator(".map-found").waitFor({ state: "visible" });
    await page.fill("input[name=search]", "");
    await page.click("button[name=nearer]");
    await page.click("button[name=reset]");
    const year = await page.inputValue("input[name=year]");
    await page.click("button[name=play]");
    await page.waitForFunction((before) => document.querySelector("input[name=year]").value !== before, year);
    await page.click("button[name=play]");
    assert.deepEqual(complaints, []);
  });

  await test("a circle of the map leads to its topic", async () => {
    await page.goto("/map", { waitUntil: "networkidle" });
    const box = await page.locator("#map canvas").boundingBox();
    // Circles are where they are; a grid of clicks meets one soon.
    search: for (let y = 0.1; y < 0.95; y += 0.04) {
      for (let x = 0.1; x < 0.95; x += 0.03) {
        await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
        if (/\/topics\//.test(page.url())) break search;
      }
    }
    await page.waitForURL(/\/topics\//, { timeout: 5000 });
  });
  await context.close();

  await test("without scripts everything is there but the interactive charts", async () => {
    const plain = await open(browser, base, { ...VIEWS[0], javaScriptEnabled: false });
    await plain.page.goto("/map");
    assert.ok(await plain.page.locator("svg.topic-map a").first().isVisible());
    await plain.page.goto(pages.topic);
    assert.ok(await plain.page.locator("svg.chart").first().isVisible());
    await plain.context.close();
  });
} finally {
  await browser.close();
}

if (failures.length > 0) {
  console.log(`\n${failures.length} failed`);
  process.exit(1);
}
console.log("\nall passed");
