//! The store: articles, events, incidents across articles, processes and corrections.
