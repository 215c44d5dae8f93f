"""What pages tell search engines and other programs about themselves (schema.org as JSON-LD)."""

from collections.abc import Sequence
from typing import Any

import msgspec

from zhongcao.app.webapp.share_words import decimal_of
from zhongcao.community.schemas import MemberPage, Note, NoteCard, ProductRating, Topic
from zhongcao.mall.schemas import Product, ProductCard, Trace

CONTEXT = "https://schema.org"


def script_text(data: dict[str, Any]) -> str:
    """JSON that may stand inside a script element: no value can end the element."""
    text = msgspec.json.encode({"@context": CONTEXT, **data}).decode()
    for sign, written in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028")):
        text = text.replace(sign, written)
    return text


def of_note(note: Note, goods: Sequence[ProductCard], *, origin: str) -> dict[str, Any]:
    """A note as a posting of its author."""
    return _without_none(
        {
            "@type": "SocialMediaPosting",
            "@id": f"{origin}/note/{note.id}",
            "url": f"{origin}/note/{note.id}",
            "headline": note.title or None,
            "articleBody": note.body,
            "inLanguage": note.language,
            "datePublished": note.published_at,
            "dateModified": note.edited_at,
            "author": {
                "@type": "Person",
                "name": note.author.nickname,
                "url": f"{origin}/u/{note.author.id}",
            },
            "image": [origin + one.picture.full_url for one in note.pictures] or None,
            "keywords": ", ".join(note.topics) or None,
            "interactionStatistic": [
                _counted("LikeAction", note.counts.likes),
                _counted("CommentAction", note.counts.comments),
            ],
            "mentions": [{"@type": "Product", "name": card.title, "url": f"{origin}/p/{card.id}"} for card in goods]
            or None,
        }
    )


def of_product(product: Product, rating: ProductRating | None, *, origin: str, title: str) -> dict[str, Any]:
    """A product with its offers, and what its buyers said in numbers."""
    stars = rating.average_hundredths if rating else None
    return _without_none(
        {
            "@type": "Product",
            "@id": f"{origin}/p/{product.id}",
            "url": f"{origin}/p/{product.id}",
            "productID": product.id,
            "name": title,
            "description": product.description or None,
            "category": product.category.name_en,
            "image": [origin + one.full_url for one in product.pictures] or None,
            "brand": {"@type": "Brand", "name": product.brand.name_en or product.brand.name_zh},
            "offers": [
                {
                    "@type": "Offer",
                    "sku": sku.id,
                    "name": sku.variant,
                    "price": decimal_of(sku.price),
                    "priceCurrency": sku.price.currency.value,
                    "availability": f"{CONTEXT}/{'InStock' if sku.stock else 'OutOfStock'}",
                    "url": f"{origin}/p/{product.id}",
                }
                for sku in product.skus
            ]
            or None,
            "aggregateRating": {
                "@type": "AggregateRating",
                "ratingValue": f"{stars / 100:.2f}",
                "ratingCount": rating.ratings,
            }
            if rating and stars is not None
            else None,
        }
    )


def of_member(page: MemberPage, notes: Sequence[NoteCard], *, origin: str) -> dict[str, Any]:
    """A member's own page."""
    url = f"{origin}/u/{page.member.id}"
    return {
        "@type": "ProfilePage",
        "@id": url,
        "url": url,
        "mainEntity": _without_none(
            {
                "@type": "Person",
                "name": page.member.nickname,
                "url": url,
                "image": origin + page.member.avatar_url if page.member.avatar_url else None,
                "interactionStatistic": [_counted("FollowAction", page.fans), _counted("LikeAction", page.likes)],
                "agentInteractionStatistic": _counted("WriteAction", page.notes),
            }
        ),
        "hasPart": [_listed(note, origin) for note in notes],
    }


def of_topic(topic: Topic, notes: Sequence[NoteCard], *, origin: str, address: str) -> dict[str, Any]:
    """A topic with its newest notes."""
    return {
        "@type": "CollectionPage",
        "@id": address,
        "url": address,
        "name": f"#{topic.name}",
        "hasPart": [_listed(note, origin) for note in notes],
    }


def of_trace(trace: Trace, *, origin: str) -> dict[str, Any]:
    """Where goods come from."""
    return {
        "@type": "WebPage",
        "url": f"{origin}/verify/{trace.code}",
        "about": _without_none(
            {
                "@type": "IndividualProduct",
                "name": trace.title,
                "brand": {"@type": "Brand", "name": trace.brand.name_en or trace.brand.name_zh},
                "serialNumber": trace.code,
                "countryOfOrigin": {"@type": "Country", "name": trace.origin_country},
                "productionDate": trace.produced_on,
            }
        ),
    }


def of_site(*, origin: str, name: str) -> dict[str, Any]:
    """The site itself, with its search."""
    return {
        "@type": "WebSite",
        "url": f"{origin}/",
        "name": name,
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{origin}/search/{{words}}",
            "query-input": "required name=words",
        },
    }


def _listed(note: NoteCard, origin: str) -> dict[str, Any]:
    return _without_none(
        {
            "@type": "SocialMediaPosting",
            "url": f"{origin}/note/{note.id}",
            "headline": note.title or None,
            "author": {"@type": "Person", "name": note.author.nickname},
            "datePublished": note.published_at,
            "image": origin + note.cover.card_url if note.cover else None,
        }
    )


def _counted(kind: str, count: int) -> dict[str, Any]:
    return {
        "@type": "InteractionCounter",
        "interactionType": f"{CONTEXT}/{kind}",
        "userInteractionCount": count,
    }


def _without_none(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}
