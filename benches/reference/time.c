/* Times a C reference of the same answers: compiled with `-include reference.c` and run by the bench, which reads these lines.
   Per load: seconds for a solve of Erlang C, and of Erlang A; then for the whole batch of loads on standard input, in order. */
#include <stdio.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static volatile long sink;

static double each(int impatient, double load) {
    double best = 1e9;
    for (int run = 0; run < 7; run++) {
        double start = now();
        for (int i = 0; i < 200; i++) {
            sink += impatient ? solve_a2(load / 300.0, 300.0, 180.0, 0.8, 20.0, 0) : solve_c(load / 300.0, 300.0, 0.8, 20.0, 0);
        }
        double seconds = (now() - start) / 200.0;
        if (seconds < best) best = seconds;
    }
    return best;
}

int main(void) {
    static double loads[200000];
    int count = 0;
    while (count < 200000 && scanf("%lf", &loads[count]) == 1) count++;
    double best[2] = {1e9, 1e9};
    for (int run = 0; run < 5; run++) {
        for (int impatient = 0; impatient < 2; impatient++) {
            double start = now();
            for (int i = 0; i < count; i++) {
                sink += impatient ? solve_a2(loads[i] / 300.0, 300.0, 180.0, 0.8, 20.0, 0)
                                  : solve_c(loads[i] / 300.0, 300.0, 0.8, 20.0, 0);
            }
            double seconds = now() - start;
            if (seconds < best[impatient]) best[impatient] = seconds;
        }
    }
    for (double load = 10; load < 2e5; load *= 10) printf("%.9e %.9e\n", each(0, load), each(1, load));
    printf("%.9e %.9e\n", best[0], best[1]);
    return 0;
}
