package io.jitpeers.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.NullArguments;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nulls are refused at once, and alike, wherever a user can give one. */
class NullsTest {

  @Test
  void factoriesAndBuildersRefuseThem() throws Exception {
    NullArguments nulls = NullArguments.of(PcapPacketSource.class, Map.of());
    assertThat(nulls.accepting()).isEmpty();
    assertThat(nulls.tried()).isGreaterThan(8);
    NullArguments transport = NullArguments.of(PcapTransportSource.class, Map.of());
    assertThat(transport.accepting()).isEmpty();
    assertThat(transport.tried()).isGreaterThan(2);
  }
}
