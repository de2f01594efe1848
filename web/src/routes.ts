/** The pages of the desk. Each area brings a `routes.ts`; it is found here, there is no list to edit. */
import type { ComponentType } from "preact";

export interface PageRoute {
  /** Below /app, with parameters as in "/cases/:case". */
  readonly path: string;
  /** Loaded when the page is first opened; its default export gets the parameters as properties. */
  // biome-ignore lint/suspicious/noExplicitAny: each page knows its own parameters
  readonly page: () => Promise<{ default: ComponentType<any> }>;
  /** Where it stands in the navigation; without it the page is reached by links only. */
  readonly nav?: {
    readonly label: () => string;
    readonly order: number;
    /** Roles that see it; without, everybody who is logged in. */
    readonly roles?: readonly string[];
    /** An action without which the page would only say that it is not allowed. */
    readonly needs?: string;
    /** Roles whose day begins on this page, wherever it stands in the navigation. */
    readonly begins?: readonly string[];
  };
}

const found = import.meta.glob<{ routes: readonly PageRoute[] }>("./*/routes.ts", { eager: true });

export const routes: readonly PageRoute[] = Object.values(found).flatMap((area) => area.routes);
export const navigation: readonly PageRoute[] = routes
  .filter((route) => route.nav)
  .sort((a, b) => (a.nav?.order ?? 0) - (b.nav?.order ?? 0));
