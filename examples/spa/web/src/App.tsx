import { useState } from 'react';

import { getSession, signOut } from '/auth/client.js';

import { Notes } from './Notes';
import { useWho } from './session';
import { SignIn } from './SignIn';

export function App() {
  const who = useWho();
  switch (who.is) {
    case 'loading':
      return <p role="status">One moment…</p>;
    case 'unknown':
      return <Unknown />;
    case 'signed out':
      return <SignIn />;
    case 'signed in': {
      const { user } = who.session;
      return (
        <>
          <header>
            <p>
              {user.name ?? 'Somebody without a name'} <small>{user.email}</small>
            </p>
            <SignOut />
          </header>
          {/* The key: what one user sees must not stay when another one comes. */}
          {location.pathname === '/notes' ? <Notes key={user.id} /> : <Home name={user.name ?? 'stranger'} />}
        </>
      );
    }
  }
}

function Home({ name }: { name: string }) {
  return (
    <>
      <h1>Hello, {name}</h1>
      <p>This page knows who you are by the session. Your notes come from an API that wants one.</p>
      <p><a className="button" href="/notes">Your notes</a></p>
    </>
  );
}

/** Whether somebody is signed in cannot be known. When it can, `onSessionChange` says so. */
function Unknown() {
  const [tries, setTries] = useState(1);
  return (
    <>
      <h1>No answer</h1>
      <p role="alert">The server cannot be reached{tries > 1 && `, ${tries} times now`}.</p>
      <button onClick={() => getSession().catch(() => setTries(tries + 1))}>Try again</button>
    </>
  );
}

function SignOut() {
  const [failed, setFailed] = useState(false);
  const leave = async () => setFailed(!(await signOut({ callbackUrl: '/' })).ok);
  return (
    <div>
      <button onClick={leave}>Sign out</button>
      {failed && <p role="alert">You are still signed in. Please try again.</p>}
    </div>
  );
}
