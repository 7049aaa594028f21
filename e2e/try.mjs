import { VIEWS, start } from "./browser.mjs";
import { member, operators } from "./work.mjs";
const b = await start();
for (const v of [VIEWS[0], VIEWS[4]]) for (const f of [member, operators]) { try { await f(b, "http://127.0.0.1:7720", v); console.log("ok", v.name, f.name); } catch (e) { console.log("FAILED", v.name, f.name, e.message, e.stack.split("\n").filter(l=>l.includes("work.mjs"))[0]); } }
await b.close();
