// From a need to its partner, in a real browser: matches with reasons, an expression of interest, what is shown step by step, and a meeting.

import assert from "node:assert/strict";
import { clean, open, signIn } from "./browser.mjs";
import { fillRequired } from "./hall.mjs";

/** Writes a record through its form, and has it published. Returns its address. */
async function publish(page, curator, kind, fields) {
  await page.goto(`/new/${kind}`);
  for (const [name, text] of Object.entries(fields)) await page.locator(`[name^="${name}"]`).first().fill(text);
  await page.click("main form.record-form button[type=submit]");
  await page.waitForURL(/\/edit\?saved=1/);
  await fillRequired(page);
  await page.click("main form.record-form button[type=submit]");
  await page.waitForURL(/\/edit\?saved=1/);
  const record = new URL(page.url()).pathname.replace("/edit", "");
  await page.goto(record);
  await page.click(`form[action="${record}/act/submit"] button`);
  await curator.goto(record);
  await curator.click(`form[action="${record}/act/publish"] button`);
  await curator.waitForLoadState();
  return record;
}

/** A day from today, as inputs of dates take it. */
const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

/** The two meet at an event that one of them organises: the same meeting is in both calendars. */
async function meeting(organiser, other, curator, part) {
  const event = await publish(organiser, curator, "event", {
    [`name.${part}`]: `${part === "zh" ? "密封技术对接会" : "A day on seals"} ${Date.now()}`,
    "dates.from": day(10),
    "dates.to": day(10),
  });
  await organiser.goto(`${event}/meetings/settings`);
  const set = async (until) => {
    await organiser.locator("input[name=date]").first().fill(day(10));
    await organiser.locator("input[name=from]").first().fill("09:00");
    await organiser.locator("input[name=to]").first().fill("12:00");
    await organiser.fill("input[name=wishes_until]", until);
    await organiser.click("main form.form button[type=submit]");
    await organiser.waitForURL(/\/meetings\?/);
  };
  await clean(organiser);
  await set(`${day(5)}T12:00`);
  for (const one of [organiser, other]) {
    await one.goto(`${event}/meetings`);
    await one.click("main form[action$='/join'] button[type=submit]");
    await one.waitForURL(/saved=joined/);
  }
  await organiser.goto(`${event}/meetings`);
  await organiser.locator("select[name^='wish-']").first().selectOption({ index: 1 });
  await organiser.click("main form[action$='/wishes'] button[type=submit]");
  await organiser.waitForURL(/saved=wished/);
  await clean(organiser);
  await organiser.goto(`${event}/meetings/settings`);
  await set(`${day(-1)}T12:00`);
  await organiser.goto(`${event}/meetings/timetable`);
  await organiser.click("main form[action$='/plan'] button");
  await organiser.click("main form[action$='/publish'] button");
  await clean(organiser);
  const meetings = [];
  for (const one of [organiser, other]) {
    await one.goto(`${event}/meetings`);
    await clean(one);
    const calendar = await one.request.get(await one.getAttribute("main a[download]", "href"));
    meetings.push((await calendar.text()).match(/^(UID|DTSTART|DTEND|LOCATION|STATUS):.*$/gm));
  }
  assert.equal(meetings[0].length, 5, meetings[0].join(" "));
  assert.deepEqual(meetings[0], meetings[1]);
}

/** The whole way of one need, in the language of the view. */
export async function introduction(browser, base, view) {
  const zh = view.locale.startsWith("zh");
  const part = zh ? "zh" : "en";
  const word = `zx${Date.now()}`;
  const [asker, owner, curator, visitor] = await Promise.all([1, 2, 3, 4].map(() => open(browser, base, view)));
  await signIn(asker.page, "member");
  await signIn(owner.page, "partner");
  await signIn(curator.page, "curator");
  const offer = await publish(owner.page, curator.page, "offer", {
    [`name.${part}`]: `${zh ? "低温密封件" : "Seals for the cold"} ${word}`,
    [`summary.${part}`]: zh ? "在零下四十度仍然密封。" : "Tight at forty below.",
    price: "246.8",
  });
  const need = await publish(asker.page, curator.page, "need", {
    [`name.${part}`]: `${zh ? "寻求低温密封件" : "Wanted: seals for the cold"} ${word}`,
    [`summary.${part}`]: zh ? "用于液氢阀门。" : "For valves of liquid hydrogen.",
  });

  // The index follows within a second.
  const { page } = asker;
  const interest = `a[href^="${offer}/interest"]`;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    await page.goto(`${need}/matches`);
    if ((await page.locator(interest).count()) > 0) break;
    await page.waitForTimeout(250);
  }
  assert.ok((await page.locator(".match .outcome").count()) >= 1, "matches come with reasons");
  await clean(page);
  await page.click(interest);
  assert.equal(await page.inputValue("select[name=own]"), need.replace("/records/", ""));
  await clean(page);
  await page.fill("textarea[name=text]", zh ? "何时可以试用？" : "When could we try one?");
  await page.click("main form.form button[type=submit]");
  await page.waitForURL(/\/conversations\/./);
  await clean(page);
  const talk = new URL(page.url()).pathname;

  await owner.page.goto("/desk");
  await owner.page.click("a[href='/conversations']");
  await clean(owner.page);
  await owner.page.click(`a[href="${talk}"]`);
  assert.match(await owner.page.textContent(".said"), zh ? /何时可以试用？/ : /When could we try one\?/);
  await clean(owner.page);
  await owner.page.click(`form[action="${talk}/act/accept"] summary`);
  await owner.page.click(`form[action="${talk}/act/accept"] button`);
  await owner.page.waitForURL(/#latest/);
  await clean(owner.page);

  const price = /246\.8/;
  await page.goto(offer);
  assert.doesNotMatch(await page.textContent("main"), price);
  await page.goto(talk);
  await page.click(`form[action="${talk}/disclosure/want"] button >> nth=0`);
  await page.waitForURL(/#latest/);
  await owner.page.goto(talk);
  await owner.page.click(`form[action="${talk}/disclosure/show"] button >> nth=0`);
  await owner.page.waitForURL(/#latest/);
  await page.goto(offer);
  assert.match(await page.textContent("main"), price, "what was agreed is shown to the other side");
  await visitor.page.goto(offer);
  assert.doesNotMatch(await visitor.page.textContent("main"), price, "and to nobody else");
  await meeting(asker.page, owner.page, curator.page, part);
  await page.goto(talk);
  await page.fill("textarea#text", zh ? "谢谢，下周见。" : "Thank you, see you next week.");
  await page.click(`form[action="${talk}/say"] button`);
  await page.waitForURL(/#latest/);
  await clean(page);
  for (const one of [asker, owner, curator, visitor]) {
    const complaints = one.complaints.filter((complaint) => !complaint.includes("favicon"));
    assert.deepEqual(complaints, []);
    await one.context.close();
  }
}
