// Reads every page of a published site in a real browser: node run.mjs DIR…
// Needs Chromium (CHROMIUM names it; default chromium on the PATH) and what package.json lists.
import { createServer } from "node:http";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, extname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex='0']";
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };

const wrong = [];
const complain = (page, what) => wrong.push(`${page}: ${what}`);

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

function executable() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const found = (process.env.PATH ?? "").split(":").map((folder) => join(folder, "chromium"));
  return found.find(existsSync) ?? "chromium";
}

// What the browser must not do on its own while pages are read.
const QUIET = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const light = { colorScheme: "light", viewport: { width: 1280, height: 800 } };
const looks = [
  { ...light, rules: { runOnly: STANDARD } },
  // Another color scheme changes colors, and nothing else that a rule looks at.
  { ...light, colorScheme: "dark", rules: { runOnly: ["color-contrast"] } },
];

async function open(browser) {
  const opened = [];
  for (const { rules, ...look } of looks) {
    const context = await browser.newContext(look);
    const page = await context.newPage();
    const reader = { page, look: look.colorScheme, rules, session: await context.newCDPSession(page), name: "", origin: "" };
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complain(reader.name, `console: ${message.text()}`);
    });
    page.on("pageerror", (error) => complain(reader.name, `script: ${error.message}`));
    page.on("request", (request) => {
      if (!request.url().startsWith(reader.origin)) complain(reader.name, `asks for ${request.url()}`);
    });
    opened.push(reader);
  }
  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  return { readers: opened, plain };
}

async function judge({ readers, plain }, root, path, origin) {
  const name = relative(root, path);
  for (const reader of readers) {
    const { page, session, look, rules } = reader;
    Object.assign(reader, { name, origin });
    await page.setViewportSize(light.viewport);
    await page.goto(origin + name.split("/").map(encodeURIComponent).join("/"));
    const style = await page.evaluate(() => getComputedStyle(document.body).marginTop);
    if (style !== "0px") complain(name, "the style sheet was not applied");
    const { result } = await session.send("Runtime.evaluate", {
      // The policy of the page lets no script in; the debugger is none of the page's.
      expression: `${axe.source}; axe.run(document, { preload: false, resultTypes: ["violations"], ...${JSON.stringify(rules)} }).then((found) => JSON.stringify(found.violations))`,
      awaitPromise: true,
      returnByValue: true,
    });
    const violations = JSON.parse(result.value ?? '[{"id": "axe did not run", "nodes": []}]');
    for (const one of violations) {
      complain(name, `axe (${look}): ${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
    }
    if (look === "light") {
      await keyboard(page, name);
      await narrow(page, name);
      await paper(page, name);
      await links(page, name, path);
    }
  }
  await plain.goto(pathToFileURL(path).href);
  if (!(await plain.locator("h1").first().isVisible())) complain(name, "shows no heading without JavaScript");
}

async function keyboard(page, name) {
  const all = await page.locator(FOCUSABLE).count();
  await page.evaluate(() => { window.reached = new Set(); document.addEventListener("focusin", (event) => window.reached.add(event.target)); });
  for (let at = 0; at < all + 2; at += 1) await page.keyboard.press("Tab");
  const reached = await page.evaluate(() => window.reached.size);
  if (reached < all) complain(name, `the keyboard reaches ${reached} of ${all}`);
}

async function narrow(page, name) {
  for (const width of [320, 360]) {
    await page.setViewportSize({ width, height: 740 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) complain(name, `is ${over} pixels too wide at ${width}`);
  }
}

async function paper(page, name) {
  // A4 and Letter less their margins, at 96 dots an inch.
  for (const [format, width] of [["A4", 688], ["Letter", 710]]) {
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width, height: 980 });
    const cut = await page.evaluate(() => [...document.querySelectorAll("table, svg, pre")]
      .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1).length);
    if (cut > 0) complain(name, `${cut} tables are cut on ${format}`);
  }
  await page.emulateMedia({ media: "screen" });
}

async function links(page, name, path) {
  const found = await page.$$eval("[href], [src]", (all) => all.map((one) => one.getAttribute("href") ?? one.getAttribute("src")));
  for (const link of found) {
    if (/^https?:/.test(link)) continue;
    if (/^[a-z]+:/i.test(link)) { complain(name, `links to ${link}`); continue; }
    const [target, anchor] = link.split("#");
    const file = target === "" ? path : resolve(dirname(path), decodeURIComponent(target));
    if (!existsSync(file) || !statSync(file).isFile()) { complain(name, `links to ${link}, which is not there`); continue; }
    if (anchor && !readFileSync(file, "utf8").includes(`id="${anchor}"`)) complain(name, `links to ${link}, which has no such place`);
  }
}

function serve(root) {
  const server = createServer((request, response) => {
    const path = join(root, decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    if (!path.startsWith(root) || !existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(request.url === "/favicon.ico" ? 204 : 404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(readFileSync(path));
  });
  return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready(server)));
}

const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  rules: { "no-trailing-whitespace": "off", "void-style": "off", "long-title": "off", "no-redundant-role": "off" },
});
const browser = await chromium.launch({ executablePath: executable(), args: QUIET });
const opened = await open(browser);
let pages = 0;
for (const folder of process.argv.slice(2)) {
  const root = resolve(folder);
  const server = await serve(root);
  const from = [`${pathToFileURL(root).href}/`, `http://127.0.0.1:${server.address().port}/`];
  const found = files(root).filter((path) => path.endsWith(".html"));
  for (const [at, path] of found.entries()) {
    pages += 1;
    // From the disk, and the first ones from a server as well.
    for (const origin of at < 2 ? from : from.slice(0, 1)) await judge(opened, root, path, origin);
    const report = await validator.validateFile(path);
    for (const result of report.results) {
      for (const one of result.messages) complain(relative(root, path), `html-validate: ${one.line}: ${one.ruleId}: ${one.message}`);
    }
  }
  server.close();
}
await browser.close();
wrong.forEach((line) => console.error(line));
console.log(`${pages} pages read, ${wrong.length} complaints`);
process.exit(wrong.length === 0 && pages > 0 ? 0 : 1);
