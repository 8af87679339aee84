//! What whoever runs the application has to put right: every problem in one report.

use std::fmt;

use auth_spec::ErrorCode;

/// The configuration cannot be used. Lists everything that is wrong with it, not only the first thing.
///
/// Its `Debug` is the same text as its `Display`, because `main` prints an error by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigurationError {
    problems: Vec<ConfigurationProblem>,
}

/// One thing that is wrong, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigurationProblem {
    /// The stable code.
    pub code: &'static ErrorCode,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub way_out: String,
}

impl ConfigurationError {
    /// Every problem, in the order in which they were found.
    #[must_use]
    pub fn problems(&self) -> &[ConfigurationProblem] {
        &self.problems
    }
}

impl fmt::Display for ConfigurationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.problems.len();
        let problems = if count == 1 { "problem" } else { "problems" };
        writeln!(
            formatter,
            "the configuration of `auth` has {count} {problems}:"
        )?;
        for problem in &self.problems {
            write!(
                formatter,
                "\n  {} {}\n           {}\n",
                problem.code.code, problem.what, problem.way_out
            )?;
        }
        Ok(())
    }
}

impl fmt::Debug for ConfigurationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for ConfigurationError {}

/// Collects problems until all have been looked for.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<ConfigurationProblem>);

impl Problems {
    pub(crate) fn push(
        &mut self,
        code: &'static ErrorCode,
        what: impl Into<String>,
        way_out: impl Into<String>,
    ) {
        self.0.push(ConfigurationProblem {
            code,
            what: what.into(),
            way_out: way_out.into(),
        });
    }

    /// Whether there is one with this code.
    pub(crate) fn has(&self, code: &ErrorCode) -> bool {
        self.0.iter().any(|problem| problem.code == code)
    }

    /// `value` if nothing is wrong; the report otherwise. Whatever is the reason for there being no value has been pushed.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, ConfigurationError> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(ConfigurationError { problems: self.0 }),
        }
    }
}
