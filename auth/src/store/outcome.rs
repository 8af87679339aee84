//! What comes of the verbs that write.

/// What became of something that was to be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "nothing has been created where something was"]
pub enum Creation {
    /// It is there now.
    Created,
    /// There was one already, which is as it was.
    Exists,
}

/// What became of something that was to be updated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "nothing has been updated where nothing was"]
pub enum Update {
    /// It is the new one now.
    Updated,
    /// There was none, and there is none now.
    Absent,
}

/// What became of something that was to be created for a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "nothing has been created where something was, or nobody"]
pub enum OwnedCreation {
    /// It is there now.
    Created,
    /// There was one already, which is as it was.
    Exists,
    /// There is no such user, or, for a session, they are kept out.
    UserAbsent,
}
