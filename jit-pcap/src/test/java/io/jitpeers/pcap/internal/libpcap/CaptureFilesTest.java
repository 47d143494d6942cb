package io.jitpeers.pcap.internal.libpcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.pcap.PcapException;
import io.jitpeers.pcap.testkit.RecordedCapture;
import io.jitpeers.pcap.testkit.RequiresLibPcap;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@RequiresLibPcap
class CaptureFilesTest {
  /** Linux maps the number of raw IP in files to its own number. */
  private static final int LINKTYPE_RAW = 101;

  private static final int DLT_RAW = 12;
  private static final int ETHERNET = 1;

  static final List<String> recordings = RecordedCapture.NAMES;

  @TempDir private Path folder;

  private Path write(ByteBuffer content) throws IOException {
    byte[] bytes = new byte[content.capacity()];
    content.get(0, bytes);
    return Files.write(folder.resolve("test.pcap"), bytes);
  }

  /** A pcap file (pcap-savefile(5)) with frames of 1, 2, 3 … bytes, a second apart. */
  private static ByteBuffer pcap(int magic, ByteOrder order, int snapshot, int frames) {
    int length = 24;
    for (int i = 1; i <= frames; i++) {
      length += 16 + i;
    }
    ByteBuffer file = ByteBuffer.allocate(length).order(order);
    file.putInt(magic).putShort((short) 2).putShort((short) 4).putLong(0);
    file.putInt(snapshot).putInt(ETHERNET);
    for (int i = 1; i <= frames; i++) {
      file.putInt(1_700_000_000 + i).putInt(123_456).putInt(i).putInt(i + 1000);
      file.put(new byte[i]).put(file.position() - i, (byte) i);
    }
    return file;
  }

  private static List<byte[]> readAll(Capture capture) throws PcapException {
    List<byte[]> frames = new ArrayList<>();
    while (capture.read() == Capture.Read.FRAMES) {
      FrameBatch batch = capture.batch();
      while (batch.next()) {
        byte[] frame = new byte[batch.captured()];
        batch.buffer().get(batch.start(), frame);
        frames.add(frame);
      }
    }
    return frames;
  }

  @ParameterizedTest
  @FieldSource("recordings")
  void readsEveryFrameOfARecording(String name) throws Exception {
    RecordedCapture recording = RecordedCapture.of(name);
    Path file = Path.of(getClass().getResource("/fixtures/" + name + ".pcap").toURI());
    try (Capture capture = CaptureFiles.open(file)) {
      assertThat(capture.linkType())
          .isEqualTo(recording.dlt() == LINKTYPE_RAW ? DLT_RAW : recording.dlt());
      assertThat(readAll(capture)).containsExactlyElementsOf(recording.frames());
      assertThat(capture.read()).isEqualTo(Capture.Read.END);
      assertThat(capture.dropped()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0xA1B2C3D4, LITTLE_ENDIAN, 123456000",
    "0xA1B2C3D4, BIG_ENDIAN, 123456000",
    "0xA1B23C4D, LITTLE_ENDIAN, 123456",
  })
  void readsTimesOfEitherResolution(long magic, String order, int nanos) throws Exception {
    ByteOrder byteOrder =
        order.startsWith("LITTLE") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    try (Capture capture = CaptureFiles.open(write(pcap((int) magic, byteOrder, 65_535, 2)))) {
      assertThat(capture.read()).isEqualTo(Capture.Read.FRAMES);
      FrameBatch batch = capture.batch();
      assertThat(batch.next()).isTrue();
      assertThat(batch.seconds()).isEqualTo(1_700_000_001L);
      assertThat((long) batch.fraction() * capture.fractionNanos()).isEqualTo(nanos);
      assertThat(batch.next()).isTrue();
      assertThat(batch.captured()).isEqualTo(2);
      assertThat(batch.buffer().get(batch.start())).isEqualTo((byte) 2);
      assertThat(batch.next()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 128, 1000})
  void readsFilesOfAnyLengthInBatches(int frames) throws Exception {
    ByteBuffer file = pcap(0xA1B2C3D4, ByteOrder.LITTLE_ENDIAN, 65_535, frames);
    try (Capture capture = CaptureFiles.open(write(file))) {
      List<byte[]> read = readAll(capture);
      assertThat(read).hasSize(frames);
      for (int i = 0; i < frames; i++) {
        assertThat(read.get(i)).hasSize(i + 1).startsWith((byte) (i + 1));
      }
    }
  }

  @Test
  void readsAPcapngFile() throws Exception {
    // A section header, an interface and an enhanced packet (draft-ietf-opsawg-pcapng).
    ByteBuffer file = ByteBuffer.allocate(28 + 20 + 36).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0x0A0D0D0A).putInt(28).putInt(0x1A2B3C4D).putShort((short) 1).putShort((short) 0);
    file.putLong(-1).putInt(28);
    file.putInt(1).putInt(20).putShort((short) ETHERNET).putShort((short) 0).putInt(0).putInt(20);
    file.putInt(6).putInt(36).putInt(0).putInt(0).putInt(5_000_007).putInt(4).putInt(4);
    file.put(new byte[] {1, 2, 3, 4}).putInt(36);
    try (Capture capture = CaptureFiles.open(write(file))) {
      assertThat(capture.read()).isEqualTo(Capture.Read.FRAMES);
      assertThat(capture.batch().next()).isTrue();
      assertThat(capture.batch().seconds()).isEqualTo(5);
      assertThat((long) capture.batch().fraction() * capture.fractionNanos()).isEqualTo(7_000);
      assertThat(capture.batch().captured()).isEqualTo(4);
      assertThat(capture.batch().next()).isFalse();
      assertThat(capture.read()).isEqualTo(Capture.Read.END);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 262_144, Integer.MAX_VALUE})
  void copesWithAnySnapshotLength(int snapshot) throws Exception {
    ByteBuffer file = pcap(0xA1B2C3D4, ByteOrder.LITTLE_ENDIAN, snapshot, 3);
    try (Capture capture = CaptureFiles.open(write(file))) {
      assertThat(readAll(capture)).hasSize(3);
    }
  }

  /** Not after an empty batch, after which a live capture would wait. */
  @Test
  void aFailureWithoutFramesIsThrownAtOnce() throws Exception {
    ByteBuffer whole = pcap(0xA1B2C3D4, ByteOrder.LITTLE_ENDIAN, 65_535, 1);
    ByteBuffer broken = whole.slice(0, whole.capacity() - 1);
    try (Capture capture = CaptureFiles.open(write(broken))) {
      assertThatThrownBy(capture::read).isInstanceOf(PcapException.class);
      assertThat(capture.hasFailed()).isFalse();
    }
  }

  @Test
  void givesWhatCameBeforeAFileIsBroken() throws Exception {
    ByteBuffer whole = pcap(0xA1B2C3D4, ByteOrder.LITTLE_ENDIAN, 65_535, 5);
    ByteBuffer broken = whole.slice(0, whole.capacity() - 1);
    try (Capture capture = CaptureFiles.open(write(broken))) {
      assertThat(capture.hasFailed()).isFalse();
      assertThat(capture.read()).isEqualTo(Capture.Read.FRAMES);
      assertThat(capture.hasFailed()).as("a live capture must not wait now").isTrue();
      int frames = 0;
      while (capture.batch().next()) {
        frames++;
        assertThat(capture.batch().captured()).isEqualTo(frames);
      }
      assertThat(frames).isEqualTo(4);
      assertThatThrownBy(capture::read)
          .isInstanceOf(PcapException.class)
          .hasMessageContaining("reading the capture file")
          .hasMessageContaining("truncated");
    }
  }

  @Test
  void readsAFileWithoutFrames() throws Exception {
    ByteBuffer file = pcap(0xA1B2C3D4, ByteOrder.LITTLE_ENDIAN, 65_535, 0);
    try (Capture capture = CaptureFiles.open(write(file))) {
      assertThat(capture.read()).isEqualTo(Capture.Read.END);
    }
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    Path missing = folder.resolve("missing.pcap");
    assertThatThrownBy(() -> CaptureFiles.open(missing))
        .isInstanceOf(PcapException.class)
        .hasMessageContaining("reading the capture file " + missing)
        .hasMessageContaining("No such file");
    Path text = Files.writeString(folder.resolve("text"), "These are not the frames we look for.");
    assertThatThrownBy(() -> CaptureFiles.open(text))
        .isInstanceOf(PcapException.class)
        .hasMessageContaining("unknown file format");
    Path empty = Files.writeString(folder.resolve("empty"), "");
    assertThatThrownBy(() -> CaptureFiles.open(empty)).isInstanceOf(PcapException.class);
    assertThatThrownBy(() -> CaptureFiles.open(Path.of("-")))
        .isInstanceOf(PcapException.class)
        .hasMessageContaining("No such file");
  }

  /** Reading it would block while holding the lock that closing needs. */
  @Test
  @Timeout(120)
  void refusesAPipeForItMayNeverEnd() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    // Opened for reading and writing, so that neither end waits for the other.
    try (RandomAccessFile writer = new RandomAccessFile(pipe.toFile(), "rw")) {
      writer.write(pcap(0xA1B2C3D4, ByteOrder.LITTLE_ENDIAN, 65_535, 0).array());
      assertThatThrownBy(() -> CaptureFiles.open(pipe))
          .isInstanceOf(PcapException.class)
          .hasMessageContaining("reading the capture file " + pipe)
          .hasMessageContaining("not a regular file");
    }
    assertThatThrownBy(() -> CaptureFiles.open(folder))
        .isInstanceOf(PcapException.class)
        .hasMessageContaining("not a regular file");
  }

  @Test
  void canBeClosedTwiceAndReadAfterwards() throws Exception {
    ByteBuffer file = pcap(0xA1B2C3D4, ByteOrder.LITTLE_ENDIAN, 65_535, 2);
    Capture capture = CaptureFiles.open(write(file));
    capture.close();
    capture.close();
    assertThat(capture.read()).isEqualTo(Capture.Read.END);
    assertThat(capture.dropped()).isZero();
  }

  /** Each handle has its own descriptor of its file. */
  @Test
  void leavesNothingOpen() throws Exception {
    Path file = write(pcap(0xA1B2C3D4, ByteOrder.LITTLE_ENDIAN, 65_535, 1));
    Path text = Files.writeString(folder.resolve("text"), "nothing");
    for (int i = 0; i < 10_000; i++) {
      CaptureFiles.open(file).close();
      assertThatThrownBy(() -> CaptureFiles.open(text)).isInstanceOf(PcapException.class);
    }
  }
}
