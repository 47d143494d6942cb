package io.jitpeers.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "'', abc, 3",
    "abc, '', 3",
    "abc, abc, 0",
    "kitten, sitting, 3",
    "flaw, lawn, 2",
    "prot, port, 2",
    "udp, upd, 2",
  })
  void measuresEdits(String from, String to, int distance) {
    assertThat(NearestName.distance(from, to)).isEqualTo(distance);
    assertThat(NearestName.distance(to, from)).isEqualTo(distance);
  }

  @Test
  void findsTheNearest() {
    List<String> names = List.of("pcap", "nfqueue", "udp", "direct");
    assertThat(NearestName.to("nfqeue", names)).contains("nfqueue");
    assertThat(NearestName.to("pcapp", names)).contains("pcap");
    assertThat(NearestName.to("UDP-source", names)).isEmpty();
    assertThat(NearestName.to("udp", List.of())).isEmpty();
  }

  @Test
  void takesWhatDiffersByAThirdAtMost() {
    assertThat(NearestName.to("abcdefxxx", List.of("abcdefghi"))).contains("abcdefghi");
    assertThat(NearestName.to("abcdexxxx", List.of("abcdefghi"))).isEmpty();
    // Two edits are always accepted: for a short name, a third of its length would be none.
    assertThat(NearestName.to("xyp", List.of("udp"))).contains("udp");
    assertThat(NearestName.to("xyz", List.of("udp"))).isEmpty();
  }
}
