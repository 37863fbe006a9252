//! What the indicators are computed from, in plain tables of our own: one file per kind.
//!
//! | file | needed columns | further columns |
//! |---|---|---|
//! | calls.csv | `asked,outcome` | `queue,agent,wait_s,ring_s,rings,talk_s,hold_s,acw_s,handle_s,queued,transferred,resolved` |
//! | history.csv | `start,offered` | those of history.csv, and `blocked,self_service,queued,answered_in_time,abandoned_in_time,transferred,talk_s,hold_s,acw_s,asa_s,time_to_abandon_s,queue_time_s` |
//! | costs.csv | `from,amount` | `to,kind` |
//! | quality.csv | `date,agent,score` | |
//! | fcr.csv | `date,resolved` | `queue,agent` |
//! | hr.csv | `month,leavers,fte` | `team` |
//!
//! states.csv is read by [`super::states`].

pub mod calls;
pub mod counts;
pub mod records;
