import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { template } from "./template.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const pages: Record<string, string> = {
  app: here("app.html"),
  status: here("status.html"),
  portal: here("portal.html"),
  booking: here("booking.html"),
  advice: here("advice.html"),
  survey: here("survey.html"),
};

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

/**
 * Markup of the bpmn.io editors says its colours in style attributes, which the content security policy forbids. Here they
 * get another name; src/designer/islands.ts sets them through the object model, which it allows.
 */
const styled: Plugin = {
  name: "style-attributes-of-editors",
  transform(code, id) {
    const editor = /node_modules\/(bpmn-js|bpmn-js-token-simulation|bpmn-js-properties-panel|dmn-js[^/]*)\//.test(id);
    if (!editor || !/[\s'`]style="/.test(code)) return null;
    return { code: code.replace(/([\s'`])style="/g, '$1data-akz-style="'), map: null };
  },
};

/** The one English word of the editors' menus that no catalogue reaches. */
const counted: Plugin = {
  name: "words-of-editors",
  transform(code, id) {
    const english = /(\$\{) entriesToShow\.length === 1 \? 'result' : 'results' \} found/;
    if (!id.endsWith("PopupMenuComponent.js") || !english.test(code)) return null;
    return {
      code: code.replace(english, "$1 document.documentElement.lang === 'en' ? 'found' : 'Treffer' }"),
      map: null,
    };
  },
};

/** Pages of their own, because an applicant's telephone must not load a clerk's code. */
export default defineConfig({
  base: "/",
  publicDir: false,
  plugins: [template, forget, styled, counted],
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: "es2022",
    sourcemap: false,
    // An inlined file would be a data: address, which the content security policy allows for pictures only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The modeler of bpmn.io is one and a half megabytes, fetched only when somebody draws.
    chunkSizeWarningLimit: 1600,
    rollupOptions: { input: pages },
  },
  // The one copy of Preact for the app, form-js and the diagram viewer.
  resolve: {
    dedupe: ["preact"],
    // The properties panel brings a copy of its own; with it our groups would be strangers in the panel.
    alias: [{ find: /^(?:\.\.|@bpmn-io\/properties-panel)\/preact(\/.*)?$/, replacement: "preact$1" }],
  },
  server: { proxy: { "^/(?!app|status|booking/?$|portal|src|node_modules|@)": "http://127.0.0.1:8000" } },
});
