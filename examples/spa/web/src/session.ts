// Who is signed in, as a hook.

import { useEffect, useState } from 'react';

import { getSession, onSessionChange, type Session } from '/auth/client.js';

/** That it cannot be known (the network is down, say) is something else than that nobody is signed in. */
export type Who =
  | { is: 'loading' }
  | { is: 'signed in'; session: Session }
  | { is: 'signed out' }
  | { is: 'unknown' };

/** Who is signed in, kept current: also after a sign-in or a sign-out in another tab. */
export function useWho(): Who {
  const [who, setWho] = useState<Who>({ is: 'loading' });
  useEffect(() => {
    const stop = onSessionChange((session) => setWho(session ? { is: 'signed in', session } : { is: 'signed out' }));
    // The same request as that of `onSessionChange`, which says nothing while there is no answer.
    getSession().catch(() => setWho((known) => (known.is === 'loading' ? { is: 'unknown' } : known)));
    return stop;
  }, []);
  return who;
}
