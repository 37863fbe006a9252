//! scratch
use super::*;
use super::bound::Dual;
use super::coverage::Pricer;
use super::model::Model;
use super::search::Searcher;
use super::state::State;
use rand::SeedableRng;
use std::time::Instant as Clock;
pub fn lab(problem: &RosterProblem, secs: f64) {
    #![allow(clippy::all, clippy::pedantic, clippy::print_stdout)]
    let t = Clock::now();
    let model = Model::new(problem);
    let pricer = Pricer::new(&model);
    println!("model {:.2}s classes {} grain {} cells {} agents {}", t.elapsed().as_secs_f64(), model.classes.len(), model.grain, model.cells.len(), model.class_of.len());
    let mut s = Searcher::new(&model, &pricer);
    let mut st = State::empty(&model, &pricer);
    let without = s.construct(&mut st, &|| false);
    println!("construct {:.2}s price {:.1} without {}", t.elapsed().as_secs_f64(), st.price, without.len());
    for _ in 0..30 { let g = s.sweep(&mut st, &|| false); if g < 1e-6 {break;} }
    println!("sweeps {:.2}s price {:.1} hard {:.1}", t.elapsed().as_secs_f64(), st.price, st.coverage.hard_price(&pricer));
    let t2 = Clock::now();
    let mut d = Dual::new(&model, &pricer, &st);
    let mut m = master::Master::new(&model, &st);
    println!("dual start {:.1}", d.bound);
    let mut fr = frame::Frame::new(&model, &st);
    for i in 0..60 { let go = fr.step(&model, &mut d); if i % 5 == 0 { println!("  frame {i} {:.2}s bound {:.2}", t2.elapsed().as_secs_f64(), d.bound); } if !go {println!("frame done {i}"); break;} if t2.elapsed().as_secs_f64() > 20.0 {break;} }
    println!("frame {:.2}s bound {:.2}", t2.elapsed().as_secs_f64(), d.bound);
    for i in 0..200 { if !master::step(&model, &mut m, &mut d, 0.3) { println!("no prices"); break; } if i % 10 == 0 { println!("  it {i} {:.2}s bound {:.2}", t2.elapsed().as_secs_f64(), d.bound); } if t2.elapsed().as_secs_f64() > 30.0 {break;} }
    println!("dual {:.2}s bound {:.2}", t2.elapsed().as_secs_f64(), d.bound);
    {
        let mut st2 = State::empty(&model, &pricer);
        let mut r = m.rounded();
        let mut left = vec![];
        for a in 0..model.class_of.len() { if let Some(c) = model.class_of[a] { if let Some(t) = r[c].pop() { st2.put(&model, &pricer, a, t); } else { left.push(a); } } }
        println!("rounded {:.1} left {}", st2.price, left.len());
        for _ in 0..30 { let g = s.sweep(&mut st2, &|| false); if g < 1e-6 {break;} }
        println!("rounded+sweeps {:.1}", st2.price);
        if st2.price < st.price { st = st2; }
    }
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
    let t3 = Clock::now();
    let mut round = 0;
    while t3.elapsed().as_secs_f64() < secs {
        s.travel(&mut st, &mut rng, 2000, 0.02, &|| t3.elapsed().as_secs_f64() > secs);
        round += 1;
        if round % 1 == 0 { println!("  round {round} {:.1}s price {:.2} gap {:.2}%", t3.elapsed().as_secs_f64(), st.price, 100.0*(st.price-d.bound)/st.price); }
    }
}
