//! What is done in one step: Lua scripts, each on the keys of one node.

use std::sync::LazyLock;

use redis::{Cmd, ErrorKind, FromRedisValue, RedisError, ServerErrorKind, ToRedisArgs, cmd};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use super::connection::Connections;
use crate::store::StoreError;

/// A script, and what a server knows it by once it has run it.
pub(super) struct Script {
    text: &'static str,
    hash: LazyLock<String>,
}

/// A script with its keys and arguments.
pub(super) struct Run {
    script: &'static Script,
    arguments: Cmd,
}

impl Script {
    /// On this key.
    pub(super) fn on(&'static self, key: &str) -> Run {
        let mut arguments = Cmd::new();
        arguments.arg(key);
        Run {
            script: self,
            arguments,
        }
    }
}

impl Run {
    pub(super) fn arg(mut self, argument: impl ToRedisArgs) -> Self {
        self.arguments.arg(argument);
        self
    }

    /// By its hash; by its text where the server does not know it yet.
    pub(super) async fn by<T: FromRedisValue>(
        self,
        connections: &Connections,
    ) -> Result<T, StoreError> {
        let known = self.command("EVALSHA", &self.script.hash);
        match connections.write(&known).await {
            Err(error) if is_unknown(&error) => {
                let told = self.command("EVAL", self.script.text);
                connections.write(&told).await.map_err(StoreError::from)
            }
            answer => answer.map_err(StoreError::from),
        }
    }

    fn command(&self, name: &str, script: &str) -> Cmd {
        let mut command = cmd(name);
        command.arg(script).arg(1);
        for argument in self.arguments.args_iter() {
            if let redis::Arg::Simple(argument) = argument {
                command.arg(argument);
            }
        }
        command
    }
}

fn is_unknown(error: &RedisError) -> bool {
    error.kind() == ErrorKind::Server(ServerErrorKind::NoScript)
}

macro_rules! script {
    ($(#[$docs:meta])* $name:ident = $text:literal) => {
        $(#[$docs])*
        pub(super) static $name: Script = Script {
            text: $text,
            hash: LazyLock::new(|| sha1($text)),
        };
    };
}

fn sha1(text: &str) -> String {
    use std::fmt::Write;

    let mut digits = String::with_capacity(40);
    for byte in digest(&SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()).as_ref() {
        // A text takes whatever is written.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

script! {
    /// `expires_at field value …`: keeps a session unless it is there.
    CREATE_SESSION = "\
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('EXPIREAT', KEYS[1], ARGV[1])
return 1"
}

script! {
    /// `expires_at field value …`: changes a session where there is one.
    UPDATE_SESSION = "\
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('EXPIREAT', KEYS[1], ARGV[1])
return 1"
}

script! {
    /// `field value …`: deletes a session whose fields have these values; by what it was listed, or nothing where there was no
    /// such session.
    DELETE_SESSION = "\
for index = 1, #ARGV, 2 do
  if redis.call('HGET', KEYS[1], ARGV[index]) ~= ARGV[index + 1] then return false end
end
local owner = redis.call('HMGET', KEYS[1], 'user_id', 'issuer', 'subject', 'provider_session')
if redis.call('DEL', KEYS[1]) == 0 then return false end
return owner"
}

script! {
    /// `turn user user_id`: replaces the snapshot of an earlier turn. 0 when it is the new one or there is no such session of
    /// this user, else the turn of the other one that is there.
    UPDATE_SNAPSHOT = "\
local kept = redis.call('HMGET', KEYS[1], 'turn', 'user', 'user_id')
if kept[3] ~= ARGV[3] or kept[2] == ARGV[2] then return 0 end
if tonumber(kept[1]) >= tonumber(ARGV[1]) then return tonumber(kept[1]) end
redis.call('HSET', KEYS[1], 'turn', ARGV[1], 'user', ARGV[2])
return 0"
}

script! {
    /// `hash expires_at keep`: lists a session until then, and forgets some that have been over for `keep` seconds.
    LIST_SESSION = "\
redis.call('ZADD', KEYS[1], 'GT', ARGV[2], ARGV[1])
local over = tonumber(redis.call('TIME')[1]) - tonumber(ARGV[3])
local old = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', over, 'LIMIT', 0, 100)
if #old > 0 then redis.call('ZREM', KEYS[1], unpack(old)) end
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
if last[2] then
  redis.call('EXPIREAT', KEYS[1], string.format('%d', tonumber(last[2]) + tonumber(ARGV[3])))
end
return 1"
}

script! {
    /// `after seconds`: a number greater than the last one and than `after`, remembered that long.
    NEXT_TURN = "\
local last = tonumber(redis.call('GET', KEYS[1]) or '0')
local turn = string.format('%d', math.max(last, tonumber(ARGV[1])) + 1)
redis.call('SET', KEYS[1], turn, 'EX', ARGV[2])
return turn"
}

script! {
    /// `value expires_at channel message NX|XX`: keeps a value and tells everybody, where there was none (`NX`) or was one
    /// (`XX`).
    KEEP_AND_TELL = "\
if not redis.call('SET', KEYS[1], ARGV[1], 'EXAT', ARGV[2], ARGV[5]) then return 0 end
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1"
}
