// Builds styles and scripts into dist/, each file named by its content, and lists them in dist/manifest.json.

import { build } from "esbuild";
import { rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";

await rm("dist", { recursive: true, force: true });

const result = await build({
  entryPoints: ["src/styles/site.css", "src/scripts/map.js", "src/scripts/history.js", "src/scripts/keep.js", "src/scripts/upload.js", "src/scripts/complete.js", "src/icon.svg"],
  bundle: true,
  minify: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome111", "firefox113", "safari16.4"],
  legalComments: "linked",
  loader: { ".svg": "copy" },
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  outdir: "dist",
  metafile: true,
});

const manifest = {};
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  if (!output.entryPoint && !path.endsWith(".svg")) continue;
  const built = basename(path);
  manifest[built.replace(/-[A-Z0-9]{8}\./, ".")] = built;
}
await writeFile("dist/manifest.json", JSON.stringify(manifest, null, 2) + "\n");

for (const [path, output] of Object.entries(result.metafile.outputs)) {
  console.log(`${path}  ${(output.bytes / 1024).toFixed(1)} kB`);
}
