//! Everything generated code may call; nothing else calls it.
