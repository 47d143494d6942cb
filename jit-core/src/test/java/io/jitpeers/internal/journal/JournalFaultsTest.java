package io.jitpeers.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.hotset.Peers;
import org.junit.jupiter.api.Test;

/** A journal whose thread once cannot be started, or whose next attempt cannot be scheduled. */
class JournalFaultsTest extends JournalFixture {
  private boolean fails;

  private void takeUnlessFailing(Runnable task) {
    if (fails) {
      fails = false;
      throw new OutOfMemoryError("unable to create native thread, on purpose");
    }
    task.run();
  }

  @Test
  void whatThreadWasNotCalledForIsWrittenWithTheNextNote() throws Exception {
    journal.close();
    journal = open(this::takeUnlessFailing);
    fails = true;
    journal.installed(Peers.config(1), null);
    assertThat(journal.size()).isZero();
    journal.installed(Peers.config(2), null);
    assertThat(journal.size()).isEqualTo(2);
  }

  @Test
  void orWhenSomebodyLooksAfterIt() throws Exception {
    journal.close();
    journal = open(this::takeUnlessFailing);
    fails = true;
    journal.installed(Peers.config(1), null);
    assertThat(journal.failures()).isOne();
    journal.nudge();
    assertThat(journal.size()).isOne();
    journal.nudge();
    assertThat(journal.failures()).isOne();
  }
}
