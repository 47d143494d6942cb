package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangedEntriesTest {
  private final ChangedEntries changes = new ChangedEntries(10);

  @Test
  void anEntryIsTakenOnceHoweverOftenItChanged() {
    changes.add(3, false);
    changes.add(3, false);
    changes.add(3, true);
    assertThat(changes.count()).isEqualTo(1);
    assertThat(changes.take(10)).containsExactly(3);
    assertThat(changes.take(10)).isEmpty();
    assertThat(changes.count()).isZero();
  }

  @Test
  void theKnownAreTakenFirst() {
    for (int entry = 0; entry < 10; entry++) {
      changes.add(entry, entry >= 8);
    }
    assertThat(changes.take(3)).containsExactly(8, 9, 0);
    assertThat(changes.count()).isEqualTo(7);
  }

  @Test
  void noneWaitsForEverBehindLowerNumbers() {
    for (int entry = 0; entry < 10; entry++) {
      changes.add(entry, true);
    }
    assertThat(changes.take(6)).containsExactly(0, 1, 2, 3, 4, 5);
    changes.add(0, true);
    assertThat(changes.take(3)).containsExactly(6, 7, 8);
    assertThat(changes.take(3)).containsExactly(9, 0);
  }
}
