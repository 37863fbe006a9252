//! Numbers as files carry them: 12 significant digits, no trailing zeros, never a NaN.

/// Twelve significant digits: plain from 10⁻⁶ up, `1.5E-7` below; an undefined figure is empty.
pub(super) fn twelve(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let text = format!("{value:.11e}");
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    let Ok(exponent) = exponent.parse::<i32>() else { return text };
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |m| ("-", m));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    format!("{sign}{}", laid_out(digits, exponent))
}

/// The digits d₀d₁d₂… of the number d₀.d₁d₂… × 10^exponent.
fn laid_out(digits: &str, exponent: i32) -> String {
    let (first, rest) = digits.split_at(1);
    match usize::try_from(exponent) {
        Ok(before) if before + 1 >= digits.len() && before < 21 => {
            format!("{digits}{}", "0".repeat(before + 1 - digits.len()))
        }
        Ok(before) if before < 21 => {
            let (whole, fraction) = digits.split_at(before + 1);
            format!("{whole}.{fraction}")
        }
        Err(_) if exponent >= -6 => {
            let zeros = usize::try_from(-1 - exponent).unwrap_or_default();
            format!("0.{}{digits}", "0".repeat(zeros))
        }
        _ if rest.is_empty() => format!("{first}E{exponent:+}"),
        _ => format!("{first}.{rest}E{exponent:+}"),
    }
}

/// The same of a figure that may be undefined.
pub(super) fn twelve_or_empty(value: Option<f64>) -> String {
    value.map(twelve).unwrap_or_default()
}

/// Three digits after the point, as margins are written: `2.560e-10`.
pub(super) fn margin(value: f64) -> String {
    let text = format!("{value:.3e}");
    match text.split_once('e') {
        Some((mantissa, exponent)) => match exponent.parse::<i32>() {
            Ok(power) => format!("{mantissa}e{}{:02}", if power < 0 { '-' } else { '+' }, power.abs()),
            Err(_) => text,
        },
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_twelve_digits_and_no_more() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (0.8, "0.8"),
            (1.0 / 3.0, "0.333333333333"),
            (678.888_888_888_888_9, "678.888888889"),
            (19_745.087_812_7, "19745.0878127"),
            (400_600.0, "400600"),
            (8.355_588_519_29e-5, "0.0000835558851929"),
            (2.240_506_006_96e-10, "2.24050600696E-10"),
            (1e-7, "1E-7"),
            (1.25e-6, "0.00000125"),
            (-2.5, "-2.5"),
            (f64::INFINITY, ""),
            (f64::NAN, ""),
        ] {
            assert_eq!(twelve(value), text);
        }
    }

    #[test]
    fn margins_have_three_places_and_two_exponent_digits() {
        assert_eq!(margin(0.031_034), "3.103e-02");
        assert_eq!(margin(2.6e-10), "2.600e-10");
    }
}
