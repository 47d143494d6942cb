package io.jitpeers.internal.journal;

import io.jitpeers.internal.records.Disk;
import io.jitpeers.internal.records.FileFormat;
import io.jitpeers.internal.records.StateDirectory;
import io.jitpeers.testing.Looks;
import io.jitpeers.testing.Snag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that hangs. */
@Timeout(60)
class JournalHangsTest {
  @TempDir private Path folder;

  /** The system's disk, but each write hangs once the file exists. */
  private record Stuck(Snag snag) implements Disk {
    @Override
    public boolean exists(Path path) {
      return Disk.system().exists(path);
    }

    @Override
    public OpenFile open(Path path) throws IOException {
      return new StuckFile(snag, Disk.system().open(path));
    }

    @Override
    public OpenFile create(Path path) throws IOException {
      return new StuckFile(snag, Disk.system().create(path));
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      Disk.system().move(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
      Disk.system().delete(path);
    }
  }

  private record StuckFile(Snag snag, Disk.OpenFile file) implements Disk.OpenFile {
    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(long position, byte[] target) throws IOException {
      return file.read(position, target);
    }

    @Override
    public void write(long position, byte[] bytes) throws IOException {
      if (position > 0) {
        snag.hangHere();
      }
      file.write(position, bytes);
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  @Test
  void aDiskThatHangsIsNoticed() throws Exception {
    try (Looks looks = new Looks();
        Snag snag = new Snag()) {
      JournalThread thread = new JournalThread(looks.stages());
      PeerJournal journal =
          FileJournal.open(
              new Stuck(snag),
              StateDirectory.open(folder),
              JournalFixture.DEVICE,
              looks.time,
              looks.time,
              FileFormat.newSalt(new Random(1)),
              thread,
              thread::end);
      journal.installed(JournalFixture.full(), null);
      looks.assertNoticed("the journal of installed peers", snag);
      journal.close();
    }
  }
}
