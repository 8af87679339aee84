// How to come in: a button for each provider that is offered.

import { useEffect, useState } from 'react';

import { getProviders, signIn, type Provider, type ProviderId } from '/auth/client.js';

/** Every declared provider has to stand here, and nothing else may: the build says so. */
const WORDS: Record<ProviderId, string> = {
  dev: 'People to try it with, no account needed',
  github: 'Your account at GitHub',
};

export function SignIn() {
  const [providers, setProviders] = useState<Provider[]>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    getProviders().then((offered) => setProviders(Object.values(offered)), () => setFailed(true));
  }, []);

  const choose = async (provider: Provider) => {
    const { ok } = await signIn(provider.id, { callbackUrl: location.pathname });
    setFailed(!ok);
  };
  return (
    <>
      <h1>Sign in</h1>
      {location.pathname === '/notes' && <p>Your notes are for you alone.</p>}
      {failed && <p role="alert">That did not work. Please try again.</p>}
      {providers?.map((provider) => (
        <p key={provider.id}>
          <button className="button" onClick={() => choose(provider)}>{provider.name}</button>
          <small>{WORDS[provider.id]}</small>
        </p>
      ))}
    </>
  );
}
