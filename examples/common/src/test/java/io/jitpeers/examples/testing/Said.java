package io.jitpeers.examples.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** All that was said, in logs from the level trace on and elsewhere. Thread-safe. */
public final class Said implements AutoCloseable {
  private record Saying(String where, String text) {}

  private final Queue<Saying> all = new ConcurrentLinkedQueue<>();
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger logger = context.getLogger("io.jitpeers");
  private final Level before = logger.getLevel();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          logged(event);
        }
      };

  /** Begins to listen to what JIT Peers logs. */
  public Said() {
    appender.setContext(context);
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.TRACE);
  }

  private void logged(ILoggingEvent event) {
    String where = "the log of " + event.getLoggerName();
    add(where, event.getFormattedMessage());
    add(where, Arrays.toString(event.getArgumentArray()));
    if (event.getKeyValuePairs() != null) {
      event.getKeyValuePairs().forEach(pair -> add(where, pair.toString()));
    }
    if (event.getThrowableProxy() instanceof ThrowableProxy proxy) {
      add(where, proxy.getThrowable());
    }
  }

  /** Adds what was said elsewhere. */
  public void add(String where, String text) {
    all.add(new Saying(where, text));
  }

  /** Adds a failure with causes, suppressed ones, and their messages. */
  public void add(String where, Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    add(where, trace.toString());
  }

  /** How much was said at places whose name begins so. */
  public long count(String where) {
    return all.stream().filter(saying -> saying.where().startsWith(where)).count();
  }

  /** Fails if a secret was told in any form. */
  public void assertNoneOf(List<Secret> secrets) {
    for (Secret secret : secrets) {
      for (String form : secret.forms()) {
        assertThat(all.stream().filter(saying -> saying.text().contains(form)).map(Saying::where))
            .as("where the %s is told", secret.name())
            .isEmpty();
      }
    }
  }

  @Override
  public void close() {
    logger.setLevel(before);
    logger.detachAppender(appender);
    appender.stop();
  }
}
