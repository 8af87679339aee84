//! provider_faults
