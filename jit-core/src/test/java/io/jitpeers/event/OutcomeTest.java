package io.jitpeers.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.wireguard.InitiationRefusal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomeTest {
  private static Set<Outcome> toldAs(PacketOutcome told) {
    return Arrays.stream(Outcome.values())
        .filter(outcome -> outcome.packetOutcome() == told)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Outcome.class)));
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void hasALabelForMetrics(Outcome outcome) {
    assertThat(outcome.label())
        .matches("[a-z0-9]+(_[a-z0-9]+)*")
        .isEqualToIgnoringCase(outcome.name());
  }

  @ParameterizedTest
  @EnumSource(PacketOutcome.class)
  void everythingASourceCanBeToldIsUsed(PacketOutcome told) {
    assertThat(toldAs(told)).isNotEmpty();
  }

  @Test
  void onlyAnInstalledPeersPacketIsGivenBackAsInstalled() {
    assertThat(toldAs(PacketOutcome.INSTALLED)).containsExactly(Outcome.INSTALLED);
    assertThat(toldAs(PacketOutcome.ALREADY_RESIDENT)).containsExactly(Outcome.ALREADY_RESIDENT);
  }

  @Test
  void whatWeCouldNotDoIsFailedAndMayPass() {
    assertThat(toldAs(PacketOutcome.FAILED))
        .containsExactlyInAnyOrder(
            Outcome.REPLAY_UNKNOWN,
            Outcome.LOOKUP_TIMEOUT,
            Outcome.LOOKUP_UNAVAILABLE,
            Outcome.LOOKUP_REJECTED,
            Outcome.STORE_FAILED,
            Outcome.CLOSED,
            Outcome.INTERNAL_ERROR);
  }

  /** Packets with these outcomes may belong to a resident peer, so they must not cut it off. */
  @Test
  void whatWasNotLookedAtIsNoForgery() {
    assertThat(toldAs(PacketOutcome.NOT_EXAMINED))
        .containsExactlyInAnyOrder(
            Outcome.SOURCE_RATE_LIMITED,
            Outcome.GLOBAL_RATE_LIMITED,
            Outcome.QUEUE_FULL,
            Outcome.PENDING_FULL,
            Outcome.AT_CAPACITY);
  }

  @ParameterizedTest
  @EnumSource(InitiationRefusal.class)
  void everyRefusalHasAnOutcomeOfItsName(InitiationRefusal refusal) {
    assertThat(Outcome.valueOf(refusal.name()).packetOutcome()).isEqualTo(PacketOutcome.REJECTED);
  }

  @ParameterizedTest
  @EnumSource(LookupException.Reason.class)
  void everyLookupFailureHasAnOutcome(LookupException.Reason reason) {
    assertThat(Outcome.valueOf("LOOKUP_" + reason).packetOutcome()).isEqualTo(PacketOutcome.FAILED);
  }
}
