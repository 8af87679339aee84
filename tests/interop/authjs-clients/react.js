// The application of `next-auth/react`, version 4 or 5: a provider, and a component that shows who is signed in.

import * as client from 'next-auth/react';
import { createElement, useEffect } from 'react';
import { createRoot } from 'react-dom/client';

window.client = client;

function Who() {
  const session = client.useSession();
  window.session = session;
  const name = session.data?.user?.name ?? null;
  useEffect(() => { window.seen.push([session.status, name]); }, [session.status, name]);
  return createElement('p', null, `${session.status} ${name}`);
}

/** A page for people who are signed in. */
function Required() {
  window.required = client.useSession({ required: true }).status;
  return null;
}

const { searchParams } = new URL(location.href);
const polls = searchParams.has('polls') ? { refetchInterval: 60, refetchWhenOffline: false } : {};
createRoot(document.getElementById('root')).render(createElement(
  client.SessionProvider,
  { basePath: '/auth', ...polls },
  createElement(Who),
  searchParams.has('required') ? createElement(Required) : null,
));
