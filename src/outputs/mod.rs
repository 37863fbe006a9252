//! Domain → bytes: CSV, JSON, XLSX, iCalendar, HTML.
