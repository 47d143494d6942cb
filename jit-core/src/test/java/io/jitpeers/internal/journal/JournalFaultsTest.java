package io.jitpeers.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.hotset.Peers;
import java.time.Duration;
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

  /** Each install waits for the journal. A disk that is full must not be tried for each of them. */
  @Test
  void duringThePauseAfterAFailureNobodyWritesOrWaits() throws Exception {
    disk.fill(0);
    journal.installed(Peers.config(1), null);
    assertThat(journal.failures()).isOne();
    assertThat(time.scheduledTasks()).isOne();
    for (int i = 2; i < 50; i++) {
      journal.installed(Peers.config(i), null);
      assertThat(journal.flush(Duration.ofHours(1))).isFalse();
      journal.nudge();
    }
    assertThat(journal.failures()).isOne();
    assertThat(time.scheduledTasks()).isOne();

    time.advance(FileJournal.RETRY);
    assertThat(journal.failures()).isEqualTo(2);
    assertThat(time.scheduledTasks()).isOne();
    disk.free();
    time.advance(FileJournal.RETRY);

    assertThat(journal.size()).isEqualTo(49);
    assertThat(journal.flush(Duration.ZERO)).isTrue();
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void aFlushWaitsForNothingThatCameLater() throws Exception {
    holding = true;
    journal.installed(Peers.config(1), null);
    assertThat(journal.flush(Duration.ZERO)).isFalse();
    assertThat(held).as("one task, whoever waits").hasSize(1);
    release();
    assertThat(journal.flush(Duration.ZERO)).isTrue();
  }
}
