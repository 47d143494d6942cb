package io.jitpeers.internal.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.internal.journal.PeerJournal;
import io.jitpeers.wireguard.PeerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class WriteAheadTest {
  private static final PeerConfig FIRST = Peers.config(1);
  private static final PeerConfig SECOND = Peers.config(2);

  private final PeerJournal journal = mock(PeerJournal.class);
  private final WriteAhead writeAhead =
      new WriteAhead(journal, key -> key.equals(FIRST.publicKey()) ? "\"first\"" : null);

  @Test
  void waitsOnceForAllPeersOfABatch() {
    writeAhead.record(List.of(FIRST, SECOND));

    InOrder order = inOrder(journal);
    order.verify(journal).installed(FIRST, "\"first\"");
    order.verify(journal).installed(SECOND, null);
    order.verify(journal).flush(WriteAhead.LIMIT);
    order.verifyNoMoreInteractions();
  }

  @Test
  void withoutNewPeersItDoesNotWait() {
    writeAhead.record(List.of());

    verifyNoInteractions(journal);
  }

  @Test
  void aDiskThatHangsDelaysOneBatchForLong() {
    List<Duration> limits = new ArrayList<>();
    boolean[] works = new boolean[1];
    when(journal.flush(any()))
        .thenAnswer(
            call -> {
              limits.add(call.getArgument(0));
              return works[0];
            });
    writeAhead.record(List.of(FIRST));
    writeAhead.record(List.of(FIRST));
    works[0] = true;
    writeAhead.record(List.of(FIRST));
    writeAhead.record(List.of(FIRST));

    assertThat(limits)
        .containsExactly(
            WriteAhead.LIMIT,
            Duration.ZERO,
            WriteAhead.LATE_LIMIT,
            Duration.ZERO,
            WriteAhead.LIMIT,
            WriteAhead.LIMIT);
  }
}
