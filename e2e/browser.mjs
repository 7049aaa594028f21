// A browser that is started offline-quiet, and what every test wants of a page.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Starts the browser named by LIAOWANG_BROWSER, or the first one found. */
export function start() {
  const candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];
  const executablePath = process.env.LIAOWANG_BROWSER ?? candidates.find(existsSync);
  if (!executablePath) throw new Error("no Chromium found: install it or name one in LIAOWANG_BROWSER");
  return chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** The ways in which every page is looked at. */
export const VIEWS = [
  { name: "zh-desktop-light", locale: "zh-CN", colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { name: "en-desktop-dark", locale: "en-GB", colorScheme: "dark", viewport: { width: 1280, height: 900 } },
  { name: "en-desktop-light", locale: "en-GB", colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { name: "zh-phone-dark", locale: "zh-CN", colorScheme: "dark", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  { name: "en-phone-light", locale: "en-GB", colorScheme: "light", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
];

/** Opens a page in one of the views; everything it complains about ends in `complaints`. */
export async function open(browser, baseURL, { name, ...options }) {
  const context = await browser.newContext({ ...options, baseURL });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`script error: ${error.message}`));
  page.on("requestfailed", (request) => {
    // A navigation stops what the page before was still loading.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") complaints.push(`request failed: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (new URL(response.url()).host !== new URL(baseURL).host) complaints.push(`foreign request: ${response.url()}`);
  });
  return { context, page, complaints };
}

/** What axe finds on a page, one line each; rules of WCAG 2.2 up to AA and best practices. */
export async function axe(page) {
  // Evaluated through the debugger, which the page's policy does not concern.
  await page.evaluate(axeSource);
  const results = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return results.violations.map(
    ({ id, help, nodes }) => `axe ${id}: ${help} (${nodes.length}×, first: ${nodes[0].target.join(" ")} — ${nodes[0].failureSummary?.split("\n").slice(1, 2).join(" ").trim()})`,
  );
}

/** Whether a page is wider than its window. */
export async function overflow(page) {
  // A phone zooms out for what is too wide, and its window then is as wide: the screen is what counts.
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  const window = page.viewportSize().width;
  return wide > window ? [`wider than the window: ${wide} > ${window}`] : [];
}

/** Clean in the eyes of axe and no wider than the screen. */
export async function clean(page) {
  const found = [...(await axe(page)), ...(await overflow(page))];
  assert.deepEqual(found, [], `${page.url()}\n${found.join("\n")}`);
}

/** Signs in as one of the accounts of a demo. */
export async function signIn(page, role) {
  await page.goto("/sign-in?to=/desk");
  await page.fill("input[name=email]", `${role}@demo.example`);
  await page.fill("input[name=password]", "lookout-demo-2026");
  await page.click("main form button[type=submit]");
  await page.waitForURL(/\/desk/);
}
