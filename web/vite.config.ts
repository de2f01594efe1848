import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const pages: Record<string, string> = existsSync(here("src/status/main.tsx"))
  ? { app: here("app.html"), status: here("status.html") }
  : { app: here("app.html") };

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** Files of earlier builds stay for a week: a page that was opened before an update still finds its later parts. */
const forget: Plugin = {
  name: "forget-old-builds",
  closeBundle() {
    const folder = here("dist/assets/");
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      if (statSync(folder + name).mtimeMs < Date.now() - WEEK_MS) rmSync(folder + name, { force: true });
    }
  },
};

/** Two pages, because an applicant's telephone must not load a clerk's code. */
export default defineConfig({
  base: "/",
  publicDir: false,
  plugins: [forget],
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: "es2022",
    sourcemap: false,
    // An inlined file would be a data: address, which the content security policy allows for pictures only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rollupOptions: { input: pages },
  },
  // The one copy of Preact for the app, form-js and the diagram viewer.
  resolve: { dedupe: ["preact"] },
  server: { proxy: { "^/(?!app|status|src|node_modules|@)": "http://127.0.0.1:8000" } },
});
