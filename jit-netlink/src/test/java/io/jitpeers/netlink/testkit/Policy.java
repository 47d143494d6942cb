package io.jitpeers.netlink.testkit;

import io.jitpeers.linux.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that the kernel accepts at one level of a request, with their lengths. Parses them
 * as strictly as {@code lib/nlattr.c} does for a family of this age, with the same errors and
 * texts.
 */
final class Policy {
  private static final int NLA_F_NESTED = 0x8000;
  private static final int NLA_TYPE_MASK = 0x3FFF;

  /** The rule for one type. */
  private record Rule(boolean nested, int least, int most, int wrongLength) {}

  private final Map<Integer, Rule> rules = new HashMap<>();

  /** A number; another length is EINVAL. */
  Policy number(int type, int length) {
    rules.put(type, new Rule(false, length, length, Errno.EINVAL));
    return this;
  }

  /** Bytes; another length is ERANGE. */
  Policy bytes(int type, int least, int most) {
    rules.put(type, new Rule(false, least, most, Errno.ERANGE));
    return this;
  }

  /** Nested attributes. */
  Policy nested(int type) {
    rules.put(type, new Rule(true, 0, 0xFFFF, Errno.ERANGE));
    return this;
  }

  /**
   * Parses attributes.
   *
   * @param where the attributes, from position to limit
   * @param told whether errors include text and offset, which only the outermost level does
   * @return the values by type; of duplicates, the last one
   */
  Map<Integer, ByteBuffer> parse(ByteBuffer where, boolean told) throws KernelError {
    Map<Integer, ByteBuffer> found = new HashMap<>();
    ByteBuffer rest = where.duplicate().order(ByteOrder.nativeOrder());
    while (rest.remaining() >= 4) {
      int start = rest.position();
      int length = Short.toUnsignedInt(rest.getShort(start));
      if (length < 4 || length > rest.remaining()) {
        break;
      }
      int type = Short.toUnsignedInt(rest.getShort(start + 2));
      check(type, length - 4, told ? start : -1);
      found.put(type & NLA_TYPE_MASK, value(rest, start, length));
      rest.position(Math.min(rest.limit(), start + (length + 3 & ~3)));
    }
    if (rest.hasRemaining()) {
      throw error(Errno.EINVAL, "bytes leftover after parsing attributes", -1, told);
    }
    return found;
  }

  /** One of the nested attributes in a list, whose type is ignored. */
  record Element(boolean nested, ByteBuffer value) {
    /** Returns its attributes, after checking that it is marked as nested. */
    Map<Integer, ByteBuffer> parse(Policy policy) throws KernelError {
      if (!nested) {
        throw new KernelError(Errno.EINVAL);
      }
      return policy.parse(value, false);
    }
  }

  /** Returns the elements of a list, up to the first malformed attribute. */
  static List<Element> list(ByteBuffer where) {
    List<Element> elements = new ArrayList<>();
    ByteBuffer rest = where.duplicate().order(ByteOrder.nativeOrder());
    while (rest.remaining() >= 4) {
      int start = rest.position();
      int length = Short.toUnsignedInt(rest.getShort(start));
      if (length < 4 || length > rest.remaining()) {
        break;
      }
      boolean nested = (rest.getShort(start + 2) & NLA_F_NESTED) != 0;
      elements.add(new Element(nested, value(rest, start, length)));
      rest.position(Math.min(rest.limit(), start + (length + 3 & ~3)));
    }
    return elements;
  }

  private void check(int typeAndFlags, int length, int offset) throws KernelError {
    boolean told = offset >= 0;
    Rule rule = rules.get(typeAndFlags & NLA_TYPE_MASK);
    if (rule == null) {
      throw error(Errno.EINVAL, "Unknown attribute type", offset, told);
    }
    boolean nested = (typeAndFlags & NLA_F_NESTED) != 0;
    if (rule.nested != nested) {
      String text = nested ? "NLA_F_NESTED not expected" : "NLA_F_NESTED is missing";
      throw error(Errno.EINVAL, text, offset, told);
    }
    if (length < rule.least || length > rule.most) {
      String text =
          rule.wrongLength == Errno.EINVAL
              ? "invalid attribute length"
              : "binary attribute size out of range";
      throw error(rule.wrongLength, text, offset, told);
    }
  }

  private static KernelError error(int errno, String text, int offset, boolean told) {
    @Nullable String said = told ? text : null;
    return new KernelError(errno, said, offset);
  }

  private static ByteBuffer value(ByteBuffer rest, int start, int length) {
    return rest.slice(start + 4, length - 4).order(ByteOrder.nativeOrder());
  }
}
