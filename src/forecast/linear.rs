//! The little linear algebra that the methods need: Cholesky factors of dense and of pentadiagonal systems, and the leading
//! eigenvectors of a Gram matrix.

/// Rounds of subspace iteration; the spectra of call profiles fall steeply.
const SUBSPACE_ROUNDS: usize = 5;
/// Vectors carried beside the wanted ones, which speeds convergence up (Halko, Martinsson & Tropp 2011).
const SPARE_VECTORS: usize = 3;
/// Sweeps of Jacobi rotations on the small projected matrix.
const JACOBI_SWEEPS: usize = 8;

/// Solves `matrix` · x = `right` for a symmetric positive definite matrix, of which the lower triangle (row by row, `size`
/// columns) is read; the solution replaces `right`. False where the matrix is not positive definite.
pub(super) fn solve(matrix: &mut [f64], right: &mut [f64]) -> bool {
    let size = right.len();
    for row in 0..size {
        for column in 0..=row {
            let (above, own) = matrix.split_at(row * size);
            let other = if column < row { &above[column * size..] } else { own };
            let inner: f64 = own[..column].iter().zip(&other[..column]).map(|(a, b)| a * b).sum();
            let rest = own[column] - inner;
            let entry = if column < row {
                rest / above[column * size + column]
            } else if rest > 0.0 {
                rest.sqrt()
            } else {
                return false;
            };
            matrix[row * size + column] = entry;
        }
    }
    for row in 0..size {
        let inner: f64 = (0..row).map(|k| matrix[row * size + k] * right[k]).sum();
        right[row] = (right[row] - inner) / matrix[row * size + row];
    }
    for row in (0..size).rev() {
        let inner: f64 = (row + 1..size).map(|k| matrix[k * size + row] * right[k]).sum();
        right[row] = (right[row] - inner) / matrix[row * size + row];
    }
    right.iter().all(|x| x.is_finite())
}

/// A symmetric matrix with two diagonals beside its main one.
#[derive(Clone, Debug)]
pub(super) struct Pentadiagonal {
    /// The main diagonal.
    pub(super) main: Vec<f64>,
    /// Entry `i`: row `i`, column `i + 1`.
    pub(super) first: Vec<f64>,
    /// Entry `i`: row `i`, column `i + 2`.
    pub(super) second: Vec<f64>,
}

impl Pentadiagonal {
    /// Zeros.
    pub(super) fn zeros(size: usize) -> Self {
        Self { main: vec![0.0; size], first: vec![0.0; size], second: vec![0.0; size] }
    }

    /// Solves the positive definite system by L·D·Lᵀ; the solution replaces `right`, the factors the matrix.
    pub(super) fn solve(&mut self, right: &mut [f64]) {
        let size = right.len();
        for i in 0..size {
            let one = if i >= 1 { self.first[i - 1] } else { 0.0 };
            let two = if i >= 2 { self.second[i - 2] } else { 0.0 };
            let before = if i >= 1 { self.main[i - 1] } else { 0.0 };
            let earlier = if i >= 2 { self.main[i - 2] } else { 0.0 };
            self.main[i] -= one * one * before + two * two * earlier;
            self.main[i] = self.main[i].max(f64::MIN_POSITIVE);
            let cross = if i >= 1 { self.second[i - 1] * before * one } else { 0.0 };
            self.first[i] = (self.first[i] - cross) / self.main[i];
            self.second[i] /= self.main[i];
            right[i] -= one * if i >= 1 { right[i - 1] } else { 0.0 };
            right[i] -= two * if i >= 2 { right[i - 2] } else { 0.0 };
        }
        for i in (0..size).rev() {
            right[i] /= self.main[i];
            right[i] -= if i + 1 < size { self.first[i] * right[i + 1] } else { 0.0 };
            right[i] -= if i + 2 < size { self.second[i] * right[i + 2] } else { 0.0 };
        }
    }
}

/// The `rank` leading eigenvectors of a symmetric positive semidefinite matrix (row by row), largest eigenvalue first: subspace
/// iteration with a Rayleigh–Ritz step at its end (Golub & Van Loan 2013, section 8.2.4). Fewer where the matrix has less rank.
pub(super) fn leading_eigenvectors(matrix: &[f64], size: usize, rank: usize) -> Vec<Vec<f64>> {
    let wanted = (rank + SPARE_VECTORS).min(size);
    let mut basis: Vec<Vec<f64>> = (0..wanted).map(|k| start_vector(k, size)).collect();
    for _ in 0..SUBSPACE_ROUNDS {
        basis = basis.iter().map(|v| times(matrix, v)).collect();
        orthonormalise(&mut basis);
    }
    let images: Vec<Vec<f64>> = basis.iter().map(|v| times(matrix, v)).collect();
    let small: Vec<Vec<f64>> = basis.iter().map(|a| images.iter().map(|b| dot(a, b)).collect()).collect();
    let rotations = jacobi(small);
    rotations.into_iter().take(rank).map(|weights| combine(&basis, &weights, size)).collect()
}

/// Cosines of rising frequency: smooth like the profiles that are sought, and the same in every run.
fn start_vector(k: usize, size: usize) -> Vec<f64> {
    let step = std::f64::consts::PI * k as f64 / size as f64;
    (0..size).map(|i| (step * (i as f64 + 0.5)).cos()).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Row by row as a sum of multiples of rows, which the symmetry allows and vector units like.
fn times(matrix: &[f64], vector: &[f64]) -> Vec<f64> {
    let mut product = vec![0.0; vector.len()];
    for (row, factor) in matrix.chunks_exact(vector.len().max(1)).zip(vector) {
        product.iter_mut().zip(row).for_each(|(sum, entry)| *sum += factor * entry);
    }
    product
}

/// Modified Gram–Schmidt; what is left without direction is dropped.
fn orthonormalise(basis: &mut Vec<Vec<f64>>) {
    let mut kept: Vec<Vec<f64>> = Vec::with_capacity(basis.len());
    for mut vector in basis.drain(..) {
        let before = dot(&vector, &vector);
        for other in &kept {
            let along = dot(&vector, other);
            vector.iter_mut().zip(other).for_each(|(v, o)| *v -= along * o);
        }
        let length = dot(&vector, &vector);
        if length > 1e-20 * before && length > f64::MIN_POSITIVE {
            let scale = 1.0 / length.sqrt();
            for v in &mut vector {
                *v *= scale;
            }
            kept.push(vector);
        }
    }
    *basis = kept;
}

fn combine(basis: &[Vec<f64>], weights: &[f64], size: usize) -> Vec<f64> {
    let mut sum = vec![0.0; size];
    for (vector, weight) in basis.iter().zip(weights) {
        sum.iter_mut().zip(vector).for_each(|(sum, v)| *sum += weight * v);
    }
    sum
}

/// All eigenvectors of a small symmetric matrix by cyclic Jacobi rotations, largest eigenvalue first (Golub & Van Loan 2013,
/// section 8.5).
fn jacobi(mut matrix: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let size = matrix.len();
    let mut vectors: Vec<Vec<f64>> =
        (0..size).map(|i| (0..size).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect();
    for _ in 0..JACOBI_SWEEPS {
        for p in 0..size {
            for q in p + 1..size {
                let off = matrix[p][q];
                if off.abs() <= 1e-15 * (matrix[p][p].abs() + matrix[q][q].abs()) {
                    continue;
                }
                let ratio = (matrix[q][q] - matrix[p][p]) / (2.0 * off);
                let tangent = ratio.signum() / (ratio.abs() + (ratio * ratio + 1.0).sqrt());
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                let sine = tangent * cosine;
                for row in &mut matrix {
                    let (a, b) = (row[p], row[q]);
                    (row[p], row[q]) = (cosine * a - sine * b, sine * a + cosine * b);
                }
                for k in 0..size {
                    let (a, b) = (matrix[p][k], matrix[q][k]);
                    (matrix[p][k], matrix[q][k]) = (cosine * a - sine * b, sine * a + cosine * b);
                    let (a, b) = (vectors[p][k], vectors[q][k]);
                    (vectors[p][k], vectors[q][k]) = (cosine * a - sine * b, sine * a + cosine * b);
                }
            }
        }
    }
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|a, b| matrix[*b][*b].total_cmp(&matrix[*a][*a]));
    order.into_iter().map(|i| vectors[i].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dense_system_is_solved() {
        let mut matrix = vec![4.0, 0.0, 0.0, 2.0, 5.0, 0.0, 0.6, 1.0, 3.0];
        let mut right = vec![4.0 + 4.0 + 1.8, 2.0 + 10.0 + 3.0, 0.6 + 2.0 + 9.0];
        assert!(solve(&mut matrix, &mut right));
        for (x, wanted) in right.iter().zip([1.0, 2.0, 3.0]) {
            assert!((x - wanted).abs() < 1e-12, "{right:?}");
        }
        assert!(!solve(&mut [1.0, 0.0, 2.0, 1.0], &mut [1.0, 1.0]), "not positive definite");
    }

    #[test]
    fn a_pentadiagonal_system_is_solved() {
        let size = 6;
        let mut matrix = Pentadiagonal::zeros(size);
        let mut dense = vec![0.0; size * size];
        for i in 0..size {
            matrix.main[i] = 10.0 + i as f64;
            matrix.first[i] = -2.0 - 0.1 * i as f64;
            matrix.second[i] = 1.0 + 0.2 * i as f64;
            dense[i * size + i] = matrix.main[i];
            if i >= 1 {
                dense[i * size + i - 1] = matrix.first[i - 1];
            }
            if i >= 2 {
                dense[i * size + i - 2] = matrix.second[i - 2];
            }
        }
        let mut right: Vec<f64> = (0..size).map(|i| 1.0 + (i * i) as f64).collect();
        let mut wanted = right.clone();
        assert!(solve(&mut dense, &mut wanted));
        matrix.solve(&mut right);
        for (x, wanted) in right.iter().zip(&wanted) {
            assert!((x - wanted).abs() < 1e-12, "{right:?} {wanted:?}");
        }
    }

    #[test]
    fn leading_eigenvectors_are_those_of_the_spectrum() {
        // A = Σ λ·v·vᵀ with known orthonormal v
        let size = 12;
        let wave = |k: usize| -> Vec<f64> {
            let step = std::f64::consts::PI * k as f64 / size as f64;
            let length = if k == 0 { size as f64 } else { size as f64 / 2.0 };
            (0..size).map(|i| (step * (i as f64 + 0.5)).cos() / length.sqrt()).collect()
        };
        let mut matrix = vec![0.0; size * size];
        for (lambda, k) in [(9.0, 3), (5.0, 7), (2.0, 1), (0.5, 9), (0.2, 0)] {
            let v = wave(k);
            for i in 0..size {
                for j in 0..size {
                    matrix[i * size + j] += lambda * v[i] * v[j];
                }
            }
        }
        let found = leading_eigenvectors(&matrix, size, 3);
        for (vector, k) in found.iter().zip([3, 7, 1]) {
            assert!((dot(vector, &wave(k)).abs() - 1.0).abs() < 1e-6, "{k}: {vector:?}");
        }
    }
}
