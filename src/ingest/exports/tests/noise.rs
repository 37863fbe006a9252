//! Whatever the bytes are: no panic, and findings stay few.

use proptest::prelude::*;

use super::*;

const VALID: &str = "date,start,queue,offered,answered,abandoned,aht_s\n1/13/2026,09:00,x,5,4,1,180.5\n\
    1/13/2026,09:15-09:30,x,\"1,200\",4,1,0:03:00\n1/13/2026,24:00,y,5,,,\n\n合计,,,5\n";
const TECHNION: &str = "vru+line,call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,\
    outcome,ser_start,ser_exit,ser_time,server\n\
    AA0101,33116,9664491,2,PS,990101,0:00:31,0:00:36,5,0:00:36,0:03:09,153,HANG,0:00:00,0:00:00,0,NO_SERVER\n\
    AA0101,33118,27997683,2,PS,990101,23:59:59,6:55:26,6,6:55:26,6:55:43,17,AGENT,6:55:43,6:56:37,54,MICHAL\n";

fn survives(bytes: &[u8]) {
    for zone in ["Europe/Berlin", "Asia/Shanghai"] {
        for options in [options(zone), open_daily(zone, "7:00", "24:00")] {
            let (_, findings) = import_files(&[("a.csv", bytes), ("b.csv", VALID.as_bytes())], &options);
            assert!(findings.len() < 1500, "{}", findings.len());
        }
    }
    let files = exports(&[("a.csv", bytes)]);
    describe(&files.paths[0], &options("UTC"), &mut Findings::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        survives(&bytes);
        let mut headed = VALID.as_bytes().to_vec();
        headed.extend(bytes);
        survives(&headed);
    }

    #[test]
    fn mutated_exports_never_panic(
        technion in any::<bool>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(b"0129-+:/.,;\"\n TZ\x00\xff\x80e".to_vec())), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = if technion { TECHNION } else { VALID }.as_bytes().to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        survives(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        survives(&bytes);
    }

    #[test]
    fn random_cells_never_panic(cells in prop::collection::vec("[0-9/:.\\- TZ+年月日aepmAM]{0,24}", 1..20)) {
        let mut text = "start,offered,end,aht_s\n".to_owned();
        for cell in &cells {
            text.extend([format!("{cell},{cell},{cell},{cell}\n"), format!("2026-01-01 09:00,1,{cell},{cell}\n")]);
        }
        survives(text.as_bytes());
    }
}

#[test]
fn ten_megabytes_of_noise_give_few_findings() {
    use rand::{Rng, SeedableRng};
    let mut bytes = vec![0; 10 << 20];
    rand_chacha::ChaCha8Rng::seed_from_u64(7).fill_bytes(&mut bytes);
    let (imported, findings) = import_files(&[("noise.csv", &bytes)], &options("UTC"));
    assert!(imported.is_none());
    assert!(findings.len() < 5);
    let mut headed = b"start,offered\n2026-03-02 09:00,5\n".to_vec();
    headed.extend(bytes.iter().map(|b| if *b == b'\r' || b.is_ascii_graphic() { *b } else { b'\n' }));
    let (imported, findings) = import_files(&[("noise.csv", &headed)], &options("UTC"));
    assert!(imported.is_some());
    assert!(findings.has_errors() && findings.len() < 700, "{}", findings.len());
}
