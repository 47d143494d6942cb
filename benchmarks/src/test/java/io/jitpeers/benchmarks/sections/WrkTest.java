package io.jitpeers.benchmarks.sections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WrkTest {
  private static final String OUTPUT =
      """
      Running 4s test @ http://127.0.0.1:42763
        2 threads and 32 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency   767.90us  508.67us  12.35ms   89.99%
          Req/Sec    20.44k     2.10k   24.33k    75.00%
        Latency Distribution
           50%  680.00us
           75%    0.95ms
           90%    1.31ms
           99%    2.88ms
        164935 requests in 4.05s, 47.73MB read
      Requests/sec:  40716.38
      Transfer/sec:     11.78MB
      """;

  @Test
  void readsRateAndDuration() throws IOException {
    assertThat(Wrk.parse(OUTPUT)).isEqualTo(new Wrk.Reading(40_716.38, 2.88));
    assertThat(Wrk.parse(OUTPUT.replace("2.88ms", "1.50s")).p99()).isEqualTo(1_500.0);
  }

  @Test
  void refusesARunWithOtherAnswers() {
    assertThatThrownBy(() -> Wrk.parse(OUTPUT + "  Non-2xx or 3xx responses: 3\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Non-2xx");
    assertThatThrownBy(() -> Wrk.parse("wrk: no such option")).isInstanceOf(IOException.class);
  }
}
