//! From raw counts to a clean grid: gaps, outages, outliers, special days.
