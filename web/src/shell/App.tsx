/** The frame: skip link, header with navigation by role, the page, the live region, login when it is needed. */

import { useEffect, useState } from "preact/hooks";
import { LocationProvider, lazy, Route, Router, useLocation } from "preact-iso";
import { actFor, hasRole, may, me, onBehalfOf } from "../api/session.ts";
import { common } from "../i18n/common.ts";
import { navigation, type PageRoute, routes } from "../routes.ts";
import { LiveRegion } from "../ui/announce.tsx";
import { Button, EmptyState, ErrorBoundary, Loading, PageTitle } from "../ui/index.ts";
import { useShortcuts } from "../ui/keyboard.ts";
import { DeputiesDialog } from "./Deputies.tsx";
import { HelpDialog } from "./HelpDialog.tsx";
import { LoginDialog, LoginPage } from "./LoginPage.tsx";
import { loginDone } from "./login.ts";
import { shell } from "./texts.ts";
import { UserMenu } from "./UserMenu.tsx";

const pages = routes.map((route) => ({ path: `/app${route.path}`, page: lazy(route.page) }));

function seen({ nav }: PageRoute): boolean {
  return (!nav?.roles || hasRole(...nav.roles)) && (!nav?.needs || may(nav.needs));
}

function Home() {
  const { route } = useLocation();
  const open = navigation.filter(seen);
  const first = open.find(({ nav }) => nav?.begins && hasRole(...nav.begins)) ?? open[0];
  useEffect(() => {
    if (first) route(`/app${first.path}`, true);
  }, [route, first]);
  return first ? <Loading /> : <EmptyState title={shell.value.noPages} />;
}

function NotFound() {
  const text = common.value;
  return (
    <>
      <PageTitle title={text.notFoundTitle}>{text.notFoundTitle}</PageTitle>
      <EmptyState title={text.notFoundText} />
    </>
  );
}

function LoginDone() {
  useEffect(loginDone, []);
  return <p>{shell.value.loginDone}</p>;
}

function Navigation() {
  const { path } = useLocation();
  return (
    <nav class="akz-nav" aria-label={shell.value.navigation}>
      <ul>
        {navigation.filter(seen).map((each) => {
          const href = `/app${each.path}`;
          const here = path === href || path.startsWith(`${href}/`);
          return (
            <li key={href}>
              <a href={href} aria-current={here ? "page" : undefined}>
                {each.nav?.label()}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function DeputyBanner() {
  const represented = onBehalfOf.value;
  if (!represented) return null;
  const text = shell.value;
  return (
    <div class="akz-deputy-banner" role="status">
      <span>{text.acting(represented.name)}</span>
      <Button small onClick={() => actFor(null)}>
        {text.ownName}
      </Button>
    </div>
  );
}

function Frame() {
  const [help, setHelp] = useState(false);
  const [deputies, setDeputies] = useState(false);
  useShortcuts([{ key: "?", label: () => shell.value.shortcutHelp, run: () => setHelp(true) }]);
  return (
    <>
      <header class="akz-header">
        <a href="/app/" class="akz-brand">
          {common.value.appName}
        </a>
        <Navigation />
        <UserMenu onHelp={() => setHelp(true)} onDeputies={() => setDeputies(true)} />
      </header>
      <DeputyBanner />
      <main id="content" tabIndex={-1} class="akz-main">
        <ErrorBoundary>
          <Router>
            {pages.map(({ path, page }) => (
              <Route key={path} path={path} component={page} />
            ))}
            <Route path="/app/login/done" component={LoginDone} />
            <Route path="/app" component={Home} />
            <Route default component={NotFound} />
          </Router>
        </ErrorBoundary>
      </main>
      {help && <HelpDialog onClose={() => setHelp(false)} />}
      {deputies && <DeputiesDialog onClose={() => setDeputies(false)} />}
      <LoginDialog />
    </>
  );
}

export function App() {
  const who = me.value;
  return (
    <LocationProvider scope="/app">
      <a class="akz-skip" href="#content">
        {common.value.skip}
      </a>
      {who === undefined ? <Loading /> : who === null ? <LoginPage /> : <Frame />}
      <LiveRegion />
    </LocationProvider>
  );
}
