import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const pages: Record<string, string> = existsSync(here("src/status/main.tsx"))
  ? { app: here("app.html"), status: here("status.html") }
  : { app: here("app.html") };

/** Two pages, because an applicant's telephone must not load a clerk's code. */
export default defineConfig({
  base: "/",
  publicDir: false,
  build: {
    outDir: "dist",
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
